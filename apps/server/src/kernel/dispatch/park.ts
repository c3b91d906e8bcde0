import { statement, type Sql } from '../db/statement.ts'
import type { StoredEvent } from '../spine/event.ts'

const parkEvent = statement(
  'park event',
  `insert into parked_events (consumer, workspace_id, event_id, event_type, record_id, error, parked_at)
   values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
)

// Waits for a retry of such an event to commit: what it mended holds nothing back any more.
const heldRecords = statement(
  'parked records',
  `select workspace_id, record_id from parked_events
   where consumer = $1 and workspace_id = any($2::uuid[]) and record_id = any($3::text[]) for key share`,
)

const heldBehind = 'Held: an earlier event of the same record is parked.'

/** Sets an event aside with the reason, so that a consumer can go on without it. */
export async function park(
  sql: Sql,
  consumer: string,
  event: StoredEvent,
  { error, at }: { error: unknown; at: string },
): Promise<void> {
  await sql(parkEvent, [
    consumer,
    event.workspaceId,
    event.id,
    event.type,
    event.record?.id ?? null,
    reasonOf(error),
    at,
  ])
}

/** What is kept of an error. */
export function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return reason.slice(0, 4_000)
}

/** For an order-sensitive consumer: parks what belongs behind a parked event and returns the rest. */
export async function withoutHeld(
  sql: Sql,
  consumer: string,
  events: readonly StoredEvent[],
  at: string,
): Promise<StoredEvent[]> {
  const workspaceIds = [...new Set(events.map(({ workspaceId }) => workspaceId))]
  const rows = await sql<{ workspace_id: string; record_id: string }>(heldRecords, [
    consumer,
    workspaceIds,
    events.flatMap(({ record }) => record?.id ?? []),
  ])
  const held = new Set(rows.map(({ workspace_id, record_id }) => `${workspace_id} ${record_id}`))
  const isHeld = ({ workspaceId, record }: StoredEvent) => record !== null && held.has(`${workspaceId} ${record.id}`)
  for (const event of events.filter(isHeld)) await park(sql, consumer, event, { error: heldBehind, at })
  return events.filter((event) => !isHeld(event))
}
