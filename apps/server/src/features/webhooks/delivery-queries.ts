import type { Actor } from '#kernel/actor'
import { asEvent } from '#kernel/dispatch/read'
import { sql } from 'kysely'
import type { Reader } from '#kernel/db/kysely'
import type { StoredEvent } from '#kernel/spine/event'

/** A delivery as the log lists it, finished or waiting for its next try. */
export interface DeliveryRow {
  id: string
  event_id: string
  event_type: string
  status: 'pending' | 'delivered' | 'failed'
  attempts: number
  due_at: string | null
  attempted_at: string | null
  duration_ms: number | null
  response_status: number | null
  response_body: string | null
  error: string | null
}

/** Deliveries older than `before`, newest first: what waits and what is over, merged by their time-ordered ids. */
export async function listDeliveries(
  db: Reader,
  { workspace }: Actor,
  webhookId: string,
  { before, limit, offset }: { before: string | undefined; limit: number; offset: number },
): Promise<DeliveryRow[]> {
  const older = before ? sql<boolean>`id < ${before}::uuid` : sql<boolean>`true`
  const none = sql<null>`null`
  const waiting = db
    .selectFrom('due_deliveries')
    .select(['id', 'event_id', 'event_type', sql<DeliveryRow['status']>`'pending'`.as('status'), 'attempts', 'due_at'])
    .select([
      none.as('attempted_at'),
      none.as('duration_ms'),
      none.as('response_status'),
      none.as('response_body'),
      none.as('error'),
    ])
    .where('workspace_id', '=', workspace.id)
    .where('webhook_id', '=', webhookId)
    .where(older)
    .orderBy('id', 'desc')
    .limit(offset + limit)
  const finished = db
    .selectFrom('deliveries')
    .select([
      'id',
      'event_id',
      'event_type',
      'status',
      'attempts',
      none.as('due_at'),
      'attempted_at',
      'duration_ms',
      'response_status',
      'response_body',
      'error',
    ])
    .where('workspace_id', '=', workspace.id)
    .where('webhook_id', '=', webhookId)
    .where(older)
    .orderBy('id', 'desc')
    .limit(offset + limit)
  const [open, over] = await Promise.all([waiting.execute(), finished.execute()])
  return [...(open as DeliveryRow[]), ...over].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(offset, offset + limit)
}

/** Counts up to `most` of what waits and what is over each. */
export async function countDeliveries(
  db: Reader,
  { workspace }: Actor,
  webhookId: string,
  most: number,
): Promise<number> {
  const count = async (table: 'due_deliveries' | 'deliveries') => {
    const some = db
      .selectFrom(table)
      .select('id')
      .where('workspace_id', '=', workspace.id)
      .where('webhook_id', '=', webhookId)
      .limit(most)
    const counted = db.selectFrom(some.as('some')).select((is) => is.fn.countAll<number>().as('count'))
    return (await counted.executeTakeFirstOrThrow()).count
  }
  const [waiting, over] = await Promise.all([count('due_deliveries'), count('deliveries')])
  return waiting + over
}

export interface AttemptRow {
  delivery_id: string
  number: number
  attempted_at: string
  duration_ms: number
  response_status: number | null
  response_body: string | null
  error: string | null
}

/** The tries that were followed by another. */
export function listAttempts(db: Reader, { workspace }: Actor, deliveryIds: readonly string[]): Promise<AttemptRow[]> {
  return db
    .selectFrom('attempts')
    .select(['delivery_id', 'number', 'attempted_at', 'duration_ms', 'response_status', 'response_body', 'error'])
    .where('workspace_id', '=', workspace.id)
    .where(sql<boolean>`delivery_id = any(${deliveryIds}::uuid[])`)
    .orderBy('number')
    .execute()
}

/** The events of some deliveries, those still kept. */
export async function listDeliveredEvents(
  db: Reader,
  { workspace }: Actor,
  ids: readonly string[],
): Promise<Map<string, StoredEvent>> {
  const rows = await db
    .selectFrom('events')
    .select([
      'id',
      'workspace_id',
      'retention',
      'epoch',
      'xid',
      'type',
      'record_type',
      'record_id',
      'version',
      'actor_kind',
      'actor_id',
      'actor_name',
      'data',
      'previous',
    ])
    .where('workspace_id', '=', workspace.id)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, asEvent(row)]))
}
