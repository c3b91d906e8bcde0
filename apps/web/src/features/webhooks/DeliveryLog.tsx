import { webhooks } from '@pulse/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '#api/client.ts'
import { useIsPaused } from '#api/workspace-live.ts'
import { format } from '#ui/format.ts'
import { Empty, Failure } from '#ui/Notice.tsx'
import { DataTable, type Column } from '#ui/table/DataTable.tsx'
import { useRowWindow } from '#ui/table/row-window.ts'
import { Ago } from '#ui/Time.tsx'
import { paths } from '../../paths.ts'
import { DeliveryStatus } from './DeliveryStatus.tsx'
import { deliveriesKey, isAnyMoving } from './queries.ts'

type Delivery = webhooks.Delivery

const pageSize = 100
const pollMs = 1_000

const dash = <span className="quiet">–</span>

const columns: Column<Delivery>[] = [
  { name: 'event', label: 'Event', width: 'minmax(11rem, 1.4fr)', phone: 'title', cell: ({ eventType }) => eventType },
  {
    name: 'status',
    label: 'Status',
    width: '9rem',
    phone: 'meta',
    cell: (delivery) => <DeliveryStatus delivery={delivery} />,
  },
  {
    name: 'response',
    label: 'Response',
    width: 'minmax(8rem, 1fr)',
    phone: 'meta',
    cell: ({ responseStatus, errorMessage }) =>
      responseStatus ?? (errorMessage ? <span className="quiet">{errorMessage}</span> : dash),
  },
  {
    name: 'duration',
    label: 'Duration',
    width: '6rem',
    align: 'end',
    cell: ({ attempts }) => {
      const last = attempts.at(-1)
      return last ? format.milliseconds(last.durationMs) : dash
    },
  },
  {
    name: 'attempts',
    label: 'Attempts',
    width: '5rem',
    align: 'end',
    cell: ({ attempts }) => format.number(attempts.length),
  },
  { name: 'when', label: 'When', width: '9rem', phone: 'meta', cell: ({ createdAt }) => <Ago at={createdAt} /> },
]

interface DeliveryLogProps {
  webhookId: string
  reread: () => void
}

/** Everything that was sent, newest first; read again while something in sight is under way. */
export function DeliveryLog({ webhookId, reread }: DeliveryLogProps) {
  const client = useQueryClient()
  const isPaused = useIsPaused()
  const window = useRowWindow<Delivery>({
    queryKey: deliveriesKey(webhookId),
    load: (cursor, signal) =>
      call(
        webhooks.listDeliveries,
        { params: { id: webhookId }, query: { limit: pageSize, ...(cursor && { cursor }) } },
        { signal },
      ),
  })
  useEffect(() => {
    // What was read at an earlier visit is shown at once, and read again.
    reread()
    if (isPaused) return undefined
    const timer = setInterval(() => {
      if (isAnyMoving(client, webhookId)) reread()
    }, pollMs)
    return () => clearInterval(timer)
  }, [client, webhookId, reread, isPaused])
  if (window.error) return <Failure error={window.error} retry={window.retry} />
  if (window.count === 0)
    return (
      <Empty title="Nothing was sent yet">
        The log begins with the first of its events, or with a test from the button above.
      </Empty>
    )
  return (
    <DataTable
      label="Deliveries"
      columns={columns}
      {...window}
      keyOf={({ id }) => id}
      linkOf={({ id }) => ({ to: paths.webhook(webhookId), search: { delivery: id } })}
    />
  )
}
