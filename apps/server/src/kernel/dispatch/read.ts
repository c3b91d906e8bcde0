import type { Actor } from '../actor.ts'
import { dayMs } from '../db/partitions.ts'
import { firstIdAt, timeOfId } from '@pulse/contract'
import { statement, type Sql } from '../db/statement.ts'
import type { StoredEvent } from '../spine/event.ts'

/** A row of the event log as the engine reads it. */
export interface EventRecord {
  id: string
  workspace_id: string
  retention: number
  epoch: number
  xid: string
  type: string
  record_type: string | null
  record_id: string | null
  version: number | null
  actor_kind: Actor['kind']
  actor_id: string
  actor_name: string
  data: string
  previous: string | null
}

/** The events of some workspaces past a consumer's positions, which stay locked until the transaction ends. */
export interface Slice {
  /** Workspaces whose positions were locked; another process holds the others. */
  workspaces: string[]
  events: StoredEvent[]
  /** Workspaces with more to read at once. */
  unfinished: string[]
  /** Workspaces whose next event waits for an older transaction to end. */
  blocked: string[]
}

/** Columns of the event log under the alias `e`. */
export const eventColumns = `e.id, e.workspace_id, e.retention, e.epoch, e.xid::text as xid, e.type, e.record_type, e.record_id, e.version,
  e.actor_kind, e.actor_id, e.actor_name, e.data, e.previous`

/** Bytes an event takes in memory, told from its header where it is not compressed. */
const eventBytes = ['data', 'previous']
  .map(
    (column) =>
      `coalesce(case when pg_column_compression(${column}) is null then pg_column_size(${column}) else octet_length(${column}::text) end, 0)`,
  )
  .join(' + ')

// Below the snapshot's horizon no transaction can still commit, so nothing is skipped. Events of an
// older epoch come from before a restore: all of them are there, whatever their transaction ids say.
const readSlice = statement(
  'dispatch read',
  `with mine as materialized (
     select workspace_id, epoch, xid, event_id, floor_id from consumer_positions
     where consumer = $1 and workspace_id = any($2::uuid[]) order by workspace_id for update skip locked
   )
   select mine.workspace_id as locked, ${eventColumns}, e.bytes,
     (e.epoch < $4 or e.xid < pg_snapshot_xmin(pg_current_snapshot())) as ready
   from mine left join lateral (
     select * from (
       select *, sum(bytes) over (order by epoch, xid, id rows unbounded preceding) - bytes as bytes_before from (
         select *, ${eventBytes} as bytes from events
         where events.workspace_id = mine.workspace_id and events.id >= mine.floor_id
           and (events.epoch, events.xid, events.id) > (mine.epoch, mine.xid, mine.event_id)
         order by events.epoch, events.xid, events.id limit $3
       ) next
     ) measured where bytes_before < $5
   ) e on true`,
)

const missing = statement(
  'dispatch positions',
  `insert into consumer_positions (consumer, workspace_id) select $1, unnest($2::uuid[]) on conflict do nothing`,
)

const move = statement(
  'dispatch move',
  `update consumer_positions p set epoch = m.epoch, xid = m.xid, event_id = m.event_id, floor_id = m.floor_id
   from unnest($2::uuid[], $3::int[], $4::xid8[], $5::uuid[], $6::uuid[]) as m (workspace_id, epoch, xid, event_id, floor_id)
   where p.consumer = $1 and p.workspace_id = m.workspace_id`,
)

const pending = statement(
  'dispatch pending',
  `select w.id from workspaces w left join consumer_positions p on p.consumer = $1 and p.workspace_id = w.id
   where exists (
     select from events e where e.workspace_id = w.id
       and e.id >= coalesce(p.floor_id, '00000000-0000-0000-0000-000000000000')
       and (e.epoch, e.xid, e.id) > (coalesce(p.epoch, 0), coalesce(p.xid, '0'), coalesce(p.event_id, '00000000-0000-0000-0000-000000000000'))
   )`,
)

// A clock that ran ahead and was set right leaves floors above every new event.
const lower = statement(
  'dispatch floors',
  'update consumer_positions set floor_id = $2 where consumer = $1 and floor_id > $2',
)

/** Makes the positions of workspaces a consumer meets for the first time. */
export async function startPositions(sql: Sql, consumer: string, workspaceIds: readonly string[]): Promise<void> {
  await sql(missing, [consumer, workspaceIds])
}

/** Locks the positions and reads up to `limit` events, or a few over `bytes`, of each workspace, in the order they may be handled. */
export async function readEvents(
  sql: Sql,
  consumer: string,
  workspaceIds: readonly string[],
  { limit, bytes, epoch }: { limit: number; bytes: number; epoch: number },
): Promise<Slice> {
  const values = [consumer, workspaceIds, limit, epoch, bytes]
  const rows = await sql<EventRecord & { locked: string; ready: boolean; bytes: number }>(readSlice, values)
  const taken = new Map<string, { count: number; bytes: number }>()
  const blocked = new Set<string>()
  const events: StoredEvent[] = []
  for (const row of rows) {
    const { count, bytes: before } = taken.get(row.locked) ?? { count: 0, bytes: 0 }
    taken.set(row.locked, row.id ? { count: count + 1, bytes: before + row.bytes } : { count, bytes: before })
    if (!row.id || blocked.has(row.locked)) continue
    if (row.ready) events.push(asEvent(row))
    else blocked.add(row.locked)
  }
  const hasMore = (one: { count: number; bytes: number }) => one.count === limit || one.bytes >= bytes
  const unfinished = [...taken].filter(([id, one]) => hasMore(one) && !blocked.has(id)).map(([id]) => id)
  return { workspaces: [...taken.keys()], events, unfinished, blocked: [...blocked] }
}

/** Moves each workspace's position behind the last of the given events. */
export async function movePositions(
  sql: Sql,
  consumer: string,
  events: readonly StoredEvent[],
  nowMs: number,
): Promise<void> {
  const last = [...new Map(events.map((event) => [event.workspaceId, event])).values()]
  if (last.length === 0) return
  const floors = last.map(({ id }) => firstIdAt(Math.min(timeOfId(id), nowMs) - dayMs))
  const columns = [
    last.map((e) => e.workspaceId),
    last.map((e) => e.epoch),
    last.map((e) => e.xid),
    last.map((e) => e.id),
    floors,
  ]
  await sql(move, [consumer, ...columns])
}

/** Begins reading no later than a day ago, whatever the clock said when a position was moved. */
export async function lowerFloors(sql: Sql, consumer: string, nowMs: number): Promise<void> {
  await sql(lower, [consumer, firstIdAt(nowMs - dayMs)])
}

/** Every workspace in which a consumer has something to do. */
export async function findPending(sql: Sql, consumer: string): Promise<string[]> {
  const rows = await sql<{ id: string }>(pending, [consumer])
  return rows.map(({ id }) => id)
}

export function asEvent(row: EventRecord): StoredEvent {
  const { record_type, record_id, version } = row
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    retention: row.retention,
    epoch: row.epoch,
    xid: row.xid,
    type: row.type,
    record:
      record_type !== null && record_id !== null && version !== null
        ? { type: record_type, id: record_id, version }
        : null,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    data: row.data,
    previous: row.previous,
  }
}
