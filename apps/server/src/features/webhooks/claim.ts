import { timeOfId } from '@pulse/contract'
import { isoNow } from '#kernel/clock'
import { dayMs } from '#kernel/db/partitions'
import { statement, type Sql } from '#kernel/db/statement'
import { asEvent, eventColumns, type EventRecord } from '#kernel/dispatch/read'
import type { Kernel } from '#kernel/kernel'
import type { StoredEvent } from '#kernel/spine/event'
import { sizeOf } from './lane.ts'
import type { Owed, Sender } from './sender.ts'
import { isSince, readTargets, type Target, type TargetRow } from './target.ts'

const anyDue = statement(
  'due any',
  'select 1 as one from due_deliveries where worker_id is null and due_at <= $1 limit 1',
)

// Each endpoint's lane in turn, found by skipping through the index, so that a long queue of one keeps
// nobody else's waiting. The ids come from a subquery: planned while the table is empty, a join would
// become a full scan.
const claimDue = statement(
  'due claim',
  `with recursive lanes as (
     (select workspace_id, webhook_id from due_deliveries where worker_id is null order by workspace_id, webhook_id limit 1)
     union all
     select following.workspace_id, following.webhook_id from lanes cross join lateral (
       select d.workspace_id, d.webhook_id from due_deliveries d
       where d.worker_id is null and (d.workspace_id, d.webhook_id) > (lanes.workspace_id, lanes.webhook_id)
       order by d.workspace_id, d.webhook_id limit 1
     ) following
   )
   update due_deliveries set worker_id = $1 where id = any(array(
     select due.id from lanes cross join lateral (
       select d.id from due_deliveries d
       where d.worker_id is null and d.workspace_id = lanes.workspace_id and d.webhook_id = lanes.webhook_id and d.due_at <= $2
       order by d.due_at limit $3 for update skip locked
     ) due
     where lanes.workspace_id || ' ' || lanes.webhook_id <> all($4::text[])
     limit $5
   )) returning id, workspace_id, webhook_id, event_id, attempts`,
)

const readEvents = statement(
  'due events',
  `select ${eventColumns} from unnest($1::uuid[], $2::uuid[]) as wanted (workspace_id, id)
   join events e on e.workspace_id = wanted.workspace_id and e.id = wanted.id`,
)

const drop = statement('due drop', 'delete from due_deliveries where id = any($1::uuid[])')
const wait = statement('due wait', 'update due_deliveries set worker_id = null, due_at = $2 where id = any($1::uuid[])')
interface DueRow {
  id: string
  workspace_id: string
  webhook_id: string
  event_id: string
  attempts: number
}

export const mostPerLane = 200
const mostPerClaim = 1_000
/** Events are read in parts of this many until they take so much memory; the rest waits for the next look. */
const partSize = 100
const mostBytes = 33_554_432
/** Deliveries of a webhook that is switched off are looked at again after this long. */
const inactiveMs = 60_000
/** After this they have waited in vain. */
export const mostHeldDays = 30

export interface Claimed {
  owed: Owed[]
  /** Held by a switched-off webhook for too long. */
  expired: Owed[]
}

export const nothing: Claimed = { owed: [], expired: [] }

/** Leases what is due to this process, lane by lane. */
export const claimOwed = (
  { note, presence, clock }: Kernel,
  sender: Sender,
  open: (row: TargetRow) => Target,
): Promise<Claimed> =>
  note(async (sql) => {
    const now = isoNow(clock)
    if ((await sql(anyDue, [now])).length === 0) return nothing
    const rows = await sql<DueRow>(claimDue, [presence.id, now, mostPerLane, sender.fullLanes(), mostPerClaim])
    return rows.length === 0 ? nothing : loadOwed(sql, rows, { open, nowMs: clock.now() })
  })

/** Loads what claimed rows need; rows whose webhook or event is gone are dropped, those of a switched-off webhook wait until they expire. */
async function loadOwed(
  sql: Sql,
  rows: readonly DueRow[],
  { open, nowMs }: { open: (row: TargetRow) => Target; nowMs: number },
): Promise<Claimed> {
  const targetRows = await sql<TargetRow>(readTargets, [
    rows.map((row) => row.workspace_id),
    rows.map((row) => row.webhook_id),
  ])
  const { events, count } = await loadEvents(sql, rows)
  const targets = new Map(targetRows.map((row) => [`${row.workspace_id} ${row.id}`, open(row)]))
  const claimed: Claimed = { owed: [], expired: [] }
  const gone: string[] = []
  const waiting: string[] = []
  for (const { id, workspace_id, webhook_id, event_id, attempts } of rows.slice(0, count)) {
    const target = targets.get(`${workspace_id} ${webhook_id}`)
    const event = events.get(event_id)
    if (!target || !event || !isSince(target, event)) gone.push(id)
    else if (target.isActive) claimed.owed.push({ id, event, target, attempts })
    else if (timeOfId(id) < nowMs - mostHeldDays * dayMs) claimed.expired.push({ id, event, target, attempts })
    else waiting.push(id)
  }
  const left = rows.slice(count).map(({ id }) => id)
  if (gone.length > 0) await sql(drop, [gone])
  if (waiting.length > 0) await sql(wait, [waiting, new Date(nowMs + inactiveMs).toISOString()])
  if (left.length > 0) await sql(wait, [left, new Date(nowMs).toISOString()])
  return claimed
}

/** Reads the events of the first rows, as many as memory allows; answers for how many rows that was. */
async function loadEvents(
  sql: Sql,
  rows: readonly DueRow[],
): Promise<{ events: Map<string, StoredEvent>; count: number }> {
  const events = new Map<string, StoredEvent>()
  let count = 0
  for (let bytes = 0; count < rows.length && bytes < mostBytes; count += partSize) {
    const some = rows.slice(count, count + partSize)
    const ids = [some.map((row) => row.workspace_id), some.map((row) => row.event_id)]
    for (const event of (await sql<EventRecord>(readEvents, ids)).map(asEvent)) {
      events.set(event.id, event)
      bytes += sizeOf(event)
    }
  }
  return { events, count }
}
