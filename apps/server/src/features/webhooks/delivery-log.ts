import { timeOfId, type JsonObject, type Page, type PageQuery, type webhooks } from '@pulse/contract'
import type { Actor } from '#kernel/actor'
import type { Reader } from '#kernel/db/kysely'
import { idPage } from '#kernel/http/id-page'
import type { Kernel } from '#kernel/kernel'
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
import type { WebhookRow } from './queries.ts'

interface Reading {
  db: Reader
  actor: Actor
  webhook: WebhookRow
  query: PageQuery
}

/** One page of a webhook's deliveries, newest first, each with its tries and the body that was sent. */
export async function readDeliveryLog(
  kernel: Kernel,
  { db, actor, webhook, query }: Reading,
): Promise<Page<webhooks.Delivery>> {
  const page = await idPage(query, {
    list: (range) => listDeliveries(db, actor, webhook.id, range),
    count: (most) => countDeliveries(db, actor, webhook.id, most),
  })
  const [attempts, events] = await Promise.all([
    listAttempts(
      db,
      actor,
      page.data.map(({ id }) => id),
    ),
    listDeliveredEvents(
      db,
      actor,
      page.data.map(({ event_id }) => event_id),
    ),
  ])
  const tries = Map.groupBy(attempts, ({ delivery_id }) => delivery_id)
  const present = (row: DeliveryRow) => {
    const event = events.get(row.event_id)
    return presentDelivery(webhook, row, {
      attempts: tries.get(row.id) ?? [],
      payload: event ? payloadOf(kernel, webhook, event) : null,
    })
  }
  return { ...page, data: page.data.map(present) }
}

function payloadOf({ registry }: Kernel, { format, created_by: ownerId }: WebhookRow, event: StoredEvent): JsonObject {
  const type = event.record ? registry.types.get(event.record.type) : undefined
  return JSON.parse(formatBody(format, { event, type, ownerId })) as JsonObject
}

/** The last try of a finished delivery stands in its own row, earlier ones apart. */
function presentDelivery(
  webhook: WebhookRow,
  row: DeliveryRow,
  { attempts, payload }: { attempts: AttemptRow[]; payload: JsonObject | null },
): webhooks.Delivery {
  const { attempted_at, duration_ms } = row
  const last =
    attempted_at === null
      ? []
      : [{ ...row, delivery_id: row.id, number: row.attempts, attempted_at, duration_ms: duration_ms ?? 0 }]
  const tries = [...attempts, ...last].map(presentAttempt)
  const { responseStatus = null, responseBody = null, errorMessage = null } = tries.at(-1) ?? {}
  return {
    id: row.id,
    webhookId: webhook.id,
    eventId: row.event_id,
    eventType: row.event_type,
    status: row.status,
    payload,
    responseStatus,
    responseBody,
    errorMessage,
    deliveredAt: row.status === 'delivered' ? attempted_at : null,
    nextAttemptAt: row.due_at,
    createdAt: new Date(timeOfId(row.id)).toISOString(),
    attempts: tries,
  }
}

function presentAttempt(row: AttemptRow): webhooks.Attempt {
  const {
    number,
    attempted_at: at,
    duration_ms: durationMs,
    response_status: responseStatus,
    response_body: responseBody,
    error: errorMessage,
  } = row
  return { number, at, durationMs, responseStatus, responseBody, errorMessage }
}
