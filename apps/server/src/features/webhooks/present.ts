import type { webhooks } from '@pulse/contract'
import { maskHeaders } from './headers.ts'
import type { WebhookRow } from './queries.ts'

/** A webhook as the API shows it, with its counters. */
export function presentWebhook(row: WebhookRow): webhooks.Webhook {
  const succeeded = row.succeeded ?? 0
  const failed = row.failed ?? 0
  const total = succeeded + failed
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    events: row.events,
    format: row.format,
    isActive: row.is_active,
    headers: maskHeaders(row.headers),
    maxRetries: row.max_retries,
    retryDelay: row.retry_delay,
    timeoutSeconds: row.timeout_seconds,
    successCount: succeeded,
    failureCount: failed,
    successRate: total === 0 ? null : Math.round((succeeded / total) * 10_000) / 100,
    consecutiveFailures: row.consecutive_failures ?? 0,
    lastTriggeredAt: row.last_triggered_at,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
