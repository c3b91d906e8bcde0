import type { Outcome } from '#kernel/egress/egress'
import type { Kernel } from '#kernel/kernel'
import { formatBody, formatHeaders } from './formats.ts'
import type { Owed } from './sender.ts'

export type AttemptParts = Pick<Kernel, 'egress' | 'registry' | 'config'>

/** Makes one try: the body in the webhook's format, signed at the given moment. */
export function attempt(
  { egress, registry, config }: AttemptParts,
  { event, target }: Owed,
  nowMs: number,
): Promise<Outcome> {
  const type = event.record ? registry.types.get(event.record.type) : undefined
  const body = formatBody(target.format, { event, type, ownerId: target.ownerId })
  const message = {
    id: event.id,
    webhookId: target.id,
    name: event.type,
    timestampMs: nowMs,
    body,
    secrets: target.secrets,
  }
  const headers = {
    ...target.headers,
    'content-type': 'application/json',
    'user-agent': config.userAgent,
    ...formatHeaders(target.format, message),
  }
  return egress.send({ url: target.url, method: 'POST', headers, body, timeoutMs: target.timeoutMs })
}
