import { countCap, timeOfId, webhooks, type JsonObject } from '@pulse/contract'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import type { StoredEvent } from '#kernel/spine/event'
import {
  countDeliveries,
  listAttempts,
  listDeliveredEvents,
  listDeliveries,
  type AttemptRow,
  type DeliveryRow,
} from './delivery-queries.ts'
import { formatBody } from './formats.ts'
import { findWebhook, type WebhookRow } from './queries.ts'
import { sendTest } from './send-test.ts'
import type { Sender } from './sender.ts'

export function deliveryRoutes(kernel: Kernel, sender: Sender): void {
  const { serve } = kernel

  serve(webhooks.listDeliveries, async ({ actor, db, params, query: { limit, cursor } }) => {
    const webhook = (await findWebhook(db, actor, params.id)) ?? fail('webhook.not_found')
    const before =
      cursor === undefined
        ? undefined
        : (/^[0-9a-f-]{36}$/.exec(cursor)?.[0] ??
          fail('request.invalid', {
            issues: [{ path: 'cursor', message: 'Is damaged; start again from the first page.' }],
          }))
    const [rows, total] = await Promise.all([
      listDeliveries(db, actor, webhook.id, { before, limit: limit + 1 }),
      countDeliveries(db, actor, webhook.id, countCap + 1),
    ])
    const shown = rows.slice(0, limit)
    const [attempts, events] = await Promise.all([
      listAttempts(
        db,
        actor,
        shown.map(({ id }) => id),
      ),
      listDeliveredEvents(
        db,
        actor,
        shown.map(({ event_id }) => event_id),
      ),
    ])
    const data = shown.map((row) =>
      present(kernel, webhook, row, {
        attempts: attempts.filter(({ delivery_id }) => delivery_id === row.id),
        event: events.get(row.event_id),
      }),
    )
    return {
      data,
      nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
      total: total > countCap ? undefined : total,
    }
  })

  serve(webhooks.testWebhook, async ({ actor, db, params }) => {
    const webhook = (await findWebhook(db, actor, params.id)) ?? fail('webhook.not_found')
    return sendTest(kernel, sender, { actor, webhookId: webhook.id })
  })
}

/** A delivery with all its tries; the last one of a finished delivery stands in its own row. */
function present(
  { registry }: Kernel,
  webhook: WebhookRow,
  row: DeliveryRow,
  { attempts, event }: { attempts: AttemptRow[]; event: StoredEvent | undefined },
): webhooks.Delivery {
  const tries = attempts.map(presentAttempt)
  if (row.attempted_at !== null)
    tries.push(
      presentAttempt({
        ...row,
        delivery_id: row.id,
        number: row.attempts,
        attempted_at: row.attempted_at,
        duration_ms: row.duration_ms ?? 0,
      }),
    )
  const last = tries.at(-1)
  const type = event?.record ? registry.types.get(event.record.type) : undefined
  return {
    id: row.id,
    webhookId: webhook.id,
    eventId: row.event_id,
    eventType: row.event_type,
    status: row.status,
    payload: event ? (JSON.parse(formatBody(webhook.format, { event, type, ownerId: '' })) as JsonObject) : null,
    responseStatus: last?.responseStatus ?? null,
    responseBody: last?.responseBody ?? null,
    errorMessage: last?.errorMessage ?? null,
    deliveredAt: row.status === 'delivered' ? row.attempted_at : null,
    nextAttemptAt: row.due_at,
    createdAt: new Date(timeOfId(row.id)).toISOString(),
    attempts: tries,
  }
}

function presentAttempt({
  number,
  attempted_at,
  duration_ms,
  response_status,
  response_body,
  error,
}: AttemptRow): webhooks.Attempt {
  return {
    number,
    at: attempted_at,
    durationMs: duration_ms,
    responseStatus: response_status,
    responseBody: response_body,
    errorMessage: error,
  }
}
