import type { webhooks } from '@pulse/contract'
import { Status, type Tone } from '#ui/Status.tsx'
import { isMoving } from './queries.ts'

const tones: Record<webhooks.Delivery['status'], Tone> = { delivered: 'ok', failed: 'bad', pending: 'accent' }

/** What became of a delivery; one that failed before and is tried again says so. */
export function DeliveryStatus({ delivery }: { delivery: webhooks.Delivery }) {
  const isRetrying = delivery.status === 'pending' && delivery.attempts.length > 0 && !isMoving(delivery)
  return isRetrying ? (
    <Status tone="warn">waits to retry</Status>
  ) : (
    <Status tone={tones[delivery.status]}>{delivery.status}</Status>
  )
}
