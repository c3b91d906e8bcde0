import { Progress } from '@mantine/core'
import { jobs } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { call } from '#api/client.ts'
import { format } from '#ui/format.ts'
import { Failure } from '#ui/Notice.tsx'

const pollMs = 500

interface JobProgressProps {
  id: string
  /** What the job makes, in the plural: `records`. */
  unit: string
}

/** How far a piece of background work is; it goes on when the page is left. */
export function JobProgress({ id, unit }: JobProgressProps) {
  const { data: job, error } = useQuery({
    queryKey: ['jobs', id],
    queryFn: ({ signal }) => call(jobs.readJob, { params: { id } }, { signal }),
    refetchInterval: ({ state: { data } }) => (data?.state === 'done' || data?.state === 'failed' ? false : pollMs),
  })
  if (error) return <Failure error={error} />
  const { done = 0, total = null, state } = job ?? {}
  const share = state === 'done' ? 100 : total ? (done / total) * 100 : 0
  const label =
    state === 'done'
      ? `${format.number(done)} ${unit} are there.`
      : state === 'failed'
        ? `Stopped: ${job?.error ?? 'see the server’s log'}`
        : `${format.number(done)}${total ? ` of ${format.number(total)}` : ''} ${unit} …`
  return (
    <div role="status">
      <Progress value={share} size="lg" aria-label={`Making ${unit}`} />
      <p className="quiet">{label}</p>
    </div>
  )
}
