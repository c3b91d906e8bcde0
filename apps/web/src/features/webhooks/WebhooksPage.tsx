import { webhooks } from '@pulse/contract'
import { call } from '#api/client.ts'
import { useLiveReread } from '#api/reread.ts'
import { IconPlus } from '#ui/icons.ts'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Empty, Failure } from '#ui/Notice.tsx'
import { Page } from '#ui/Page.tsx'
import { DataTable, type Column } from '#ui/table/DataTable.tsx'
import { useRowWindow } from '#ui/table/row-window.ts'
import { Ago } from '#ui/Time.tsx'
import { paths } from '../../paths.ts'
import { formats } from './formats.ts'
import { listKey } from './queries.ts'
import { SuccessRate, WebhookStatus } from './WebhookStatus.tsx'

type Webhook = webhooks.Webhook

const pageSize = 100
/** Each event may be delivered, and each delivery counts: the numbers follow at this pace. */
const followMs = 2_000

const columns: Column<Webhook>[] = [
  { name: 'name', label: 'Name', width: 'minmax(10rem, 1.2fr)', phone: 'title', cell: ({ name }) => name },
  {
    name: 'status',
    label: 'Status',
    width: '10.5rem',
    phone: 'meta',
    cell: (webhook) => <WebhookStatus webhook={webhook} />,
  },
  {
    name: 'url',
    label: 'URL',
    width: 'minmax(10rem, 1.6fr)',
    cell: ({ url }) => <span className="quiet">{url.replace(/^https?:\/\//, '')}</span>,
  },
  { name: 'events', label: 'Events', width: 'minmax(8rem, 1fr)', cell: ({ events }) => events.join(', ') },
  { name: 'format', label: 'Format', width: '9rem', cell: ({ format }) => formats[format].label },
  {
    name: 'rate',
    label: 'Success',
    width: '5rem',
    align: 'end',
    cell: (webhook) => <SuccessRate webhook={webhook} />,
  },
  {
    name: 'triggered',
    label: 'Last triggered',
    width: '8.5rem',
    phone: 'meta',
    cell: ({ lastTriggeredAt: at }) => (at ? <Ago at={at} /> : <span className="quiet">not yet</span>),
  },
]

/** Every URL that events are sent on to, and whether they arrive there. */
export function WebhooksPage() {
  const window = useRowWindow<Webhook>({
    queryKey: listKey,
    load: (cursor, signal) =>
      call(webhooks.listWebhooks, { query: { limit: pageSize, ...(cursor && { cursor }) } }, { signal }),
  })
  useLiveReread([listKey], () => true, followMs)
  return (
    <Page
      title="Webhooks"
      about="URLs that events are sent on to as they happen: signed, retried, each try on record."
      shape="fill"
      actions={
        <LinkButton to={paths.newWebhook} leftSection={<IconPlus size={15} />}>
          New webhook
        </LinkButton>
      }
    >
      {window.error ? <Failure error={window.error} retry={window.retry} /> : null}
      {window.count === 0 ? (
        <Empty title="No webhooks yet" action={<LinkButton to={paths.newWebhook}>Create the first one</LinkButton>}>
          Name a URL of yours and the events it wants to hear of. Pulse sends each of them there with a signature, tries
          again while the URL does not answer, and keeps what it answered.
        </Empty>
      ) : (
        <DataTable
          label="Webhooks"
          columns={columns}
          {...window}
          keyOf={({ id }) => id}
          linkOf={({ id }) => paths.webhook(id)}
        />
      )}
    </Page>
  )
}
