import type { webhooks } from '@pulse/contract'
import { format } from '#ui/format.ts'
import { Status } from '#ui/Status.tsx'

type Webhook = webhooks.Webhook

/** Whether a webhook sends, and whether what it sends arrives. */
export function WebhookStatus({ webhook: { isActive, consecutiveFailures } }: { webhook: Webhook }) {
  if (!isActive) return <Status tone="quiet">off</Status>
  if (consecutiveFailures === 0) return <Status tone="ok">active</Status>
  return <Status tone="bad">failing, {format.number(consecutiveFailures)} in a row</Status>
}

export function SuccessRate({ webhook: { successRate } }: { webhook: Webhook }) {
  return successRate === null ? <span className="quiet">–</span> : format.percent(successRate)
}
