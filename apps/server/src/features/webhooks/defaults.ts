import type { webhooks } from '@pulse/contract'
import type { Call } from '#kernel/http/serve'

/** The format of a webhook whose body names none: each source's path keeps that source's own. */
export function defaultFormat({ prefix, path }: Call<unknown>['via'], body: unknown): webhooks.WebhookFormat {
  if (path.startsWith('/integrations/webhooks')) return 'cortexbuild'
  if (prefix === '/api/v1') return 'crm'
  return looksLikeAdmin(body) ? 'admin' : 'pulse'
}

/** Source ADM is told by its words: `enabled`, `retry_count`, or a map of events. */
function looksLikeAdmin(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false
  const { events } = body as { events?: unknown }
  return (
    'enabled' in body ||
    'retry_count' in body ||
    (typeof events === 'object' && events !== null && !Array.isArray(events))
  )
}
