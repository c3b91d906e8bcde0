import { AppLink } from '#ui/AppLink.tsx'
import { format } from '#ui/format.ts'
import { Failure } from '#ui/Notice.tsx'
import { Outcome } from '#ui/Outcome.tsx'
import { Status } from '#ui/Status.tsx'
import { paths } from '../../paths.ts'
import type { TestSending } from './send-test.ts'

/** How the last test went, in words. */
export function TestOutcome({ webhookId, test }: { webhookId: string; test: TestSending }) {
  if (test.error) return <Failure error={test.error} />
  const result = test.isPending ? undefined : test.data
  return (
    <Outcome>
      {result && (
        <>
          <Status tone={result.success ? 'ok' : 'bad'}>
            {result.success ? 'The test arrived' : 'The test did not arrive'}
          </Status>
          <span>
            {result.message} It took {format.milliseconds(result.durationMs)}.
          </span>
          <AppLink to={paths.webhook(webhookId)} search={{ delivery: result.deliveryId }} resetScroll={false}>
            See the delivery
          </AppLink>
        </>
      )}
    </Outcome>
  )
}
