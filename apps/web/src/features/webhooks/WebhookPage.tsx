import { Button } from '@mantine/core'
import { covers, type webhooks } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { useLiveReread } from '#api/reread.ts'
import { CopyButton } from '#ui/Code.tsx'
import { counted, format } from '#ui/format.ts'
import { Fact, Facts } from '#ui/Facts.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Failure } from '#ui/Notice.tsx'
import { Page } from '#ui/Page.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { Ago } from '#ui/Time.tsx'
import { paths } from '../../paths.ts'
import { ActiveSwitch } from './ActiveSwitch.tsx'
import { DeleteWebhook } from './DeleteWebhook.tsx'
import { DeliveryDrawer } from './DeliveryDrawer.tsx'
import { DeliveryLog } from './DeliveryLog.tsx'
import { formats } from './formats.ts'
import { NewSecret } from './NewSecret.tsx'
import { deliveriesKey, webhookQuery } from './queries.ts'
import { useSendTest, type TestSending } from './send-test.ts'
import { TestOutcome } from './TestOutcome.tsx'
import { SuccessRate, WebhookStatus } from './WebhookStatus.tsx'
import styles from './webhooks.module.css'

interface WebhookPageProps {
  id: string
  /** The delivery that is looked at. */
  delivery?: string | undefined
}

/** One webhook: how it is doing, what it sent and what became of it. */
export function WebhookPage({ id, delivery }: WebhookPageProps) {
  const { data: webhook, error, refetch } = useQuery(webhookQuery(id))
  const reread = useLiveReread([webhookQuery(id).queryKey, deliveriesKey(id)], (event) =>
    isFollowed(webhook, event.type, event.record?.id),
  )
  const test = useSendTest(id, reread)
  return (
    <Page
      title={webhook?.name ?? 'Webhook'}
      up={{ to: paths.webhooks, label: 'Webhooks' }}
      about={
        webhook && (
          <>
            <span className={styles.url}>{webhook.url}</span> <CopyButton text={webhook.url} label="Copy the URL" />
          </>
        )
      }
      actions={webhook && <Actions webhook={webhook} test={test} />}
      shape="fill"
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!webhook && !error && <PendingFields />}
      {webhook && (
        <>
          <WebhookFacts webhook={webhook} />
          <TestOutcome webhookId={id} test={test} />
          <DeliveryLog key={id} webhookId={id} reread={reread} />
          <DeliveryDrawer webhookId={id} deliveryId={delivery} />
        </>
      )}
    </Page>
  )
}

/** Whether an event changes what this page shows. */
function isFollowed(webhook: webhooks.Webhook | undefined, type: string, recordId: string | undefined): boolean {
  if (!webhook) return false
  return recordId === webhook.id || type === 'webhook.tested' || webhook.events.some((name) => covers(name, type))
}

const Actions = ({ webhook, test }: { webhook: webhooks.Webhook; test: TestSending }) => (
  <>
    <DeleteWebhook webhook={webhook} />
    <NewSecret webhook={webhook} />
    <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
      Send test
    </Button>
    <LinkButton to={paths.editWebhook(webhook.id)}>Edit</LinkButton>
  </>
)

function WebhookFacts({ webhook }: { webhook: webhooks.Webhook }) {
  const { successCount, failureCount, maxRetries, retryDelay, timeoutSeconds, lastTriggeredAt } = webhook
  const sent = successCount + failureCount
  const headers = Object.keys(webhook.headers)
  return (
    <Facts shape="strip">
      <Fact label="Sends">
        <ActiveSwitch webhook={webhook} />
      </Fact>
      <Fact label="Status">
        <WebhookStatus webhook={webhook} />
      </Fact>
      <Fact label="Success">
        <SuccessRate webhook={webhook} />
        {sent > 0 && (
          <span className="quiet">
            {' '}
            {format.number(successCount)} of {format.number(sent)}
          </span>
        )}
      </Fact>
      <Fact label="Last triggered">{lastTriggeredAt ? <Ago at={lastTriggeredAt} /> : 'not yet'}</Fact>
      <Fact label="Events" isWide>
        <span className="mono">{webhook.events.join(', ')}</span>
      </Fact>
      <Fact label="Format">{formats[webhook.format].label}</Fact>
      <Fact label="Tries" isWide>
        {maxRetries === 0
          ? 'one'
          : `${counted(maxRetries, 'retry', 'retries')}, first after ${format.duration(retryDelay)}`}
        ; {format.duration(timeoutSeconds)} to answer
      </Fact>
      {headers.length > 0 && <Fact label="Headers">{headers.join(', ')}</Fact>}
    </Facts>
  )
}
