import { counted } from '#ui/format.ts'
import { Failure } from '#ui/Notice.tsx'
import { Outcome } from '#ui/Outcome.tsx'
import { Status } from '#ui/Status.tsx'
import type { Retrying } from './parked.ts'

/** How the last retry went, in words. */
export function ParkedOutcome({ retry: { data, error, isPending } }: { retry: Retrying }) {
  if (error) return <Failure error={error} />
  return (
    <Outcome>
      {data && !isPending && (
        <Status tone={data.failed > 0 ? 'bad' : 'ok'}>
          {data.done > 0 && `Retried: ${counted(data.done, 'event')} handled. `}
          {data.failed > 0 && `${counted(data.failed, 'event')} failed again; the newest error is shown.`}
          {data.done + data.failed === 0 && 'There was nothing left to retry.'}
        </Status>
      )}
    </Outcome>
  )
}
