import { type RawBuilder, sql } from 'kysely'
import type { Clock } from '../clock.ts'
import type { Reader } from '../db/kysely.ts'
import { asEvent, eventColumns, type EventRecord } from '../dispatch/read.ts'
import type { StoredEvent } from '../spine/event.ts'
import { comparePlaces, compareXids, positionAt, positionBehind, type Position } from './position.ts'

/** What of a workspace's log to read. */
export interface LogRange {
  workspaceId: string
  after: Position
  limit: number
  /** A test of each row of the log, under the alias `e`. */
  where?: RawBuilder<boolean>
}

/** The next events behind a position: all that have committed below the horizon, so nothing can still come between them. */
export interface LogPage {
  events: StoredEvent[]
  /** How far the reading came; also where no event passed the test. */
  reached: Position
  /** Whether there was nothing more to read below the horizon. */
  isLast: boolean
  /** Whether an event waits for an older transaction to end. */
  isBlocked: boolean
}

export interface LogParts {
  epoch: () => number
  clock: Clock
}

/** Reads a workspace's log in commit order, under row security. */
export async function readLog(
  { epoch, clock }: LogParts,
  db: Reader,
  { workspaceId, after, limit, where = sql<boolean>`true` }: LogRange,
): Promise<LogPage> {
  const rows = await db
    .selectFrom(
      sql<EventRecord & { horizon: string }>`(
        select pg_snapshot_xmin(pg_current_snapshot())::text as horizon, log.*
        from (select) as one left join lateral (
          select ${sql.raw(eventColumns)} from events e
          where e.workspace_id = ${workspaceId}::uuid and e.id >= ${after.floor}::uuid
            and (e.epoch, e.xid, e.id) > (${after.epoch}::integer, ${after.xid}::xid8, ${after.id}::uuid) and ${where}
          order by e.epoch, e.xid, e.id limit ${limit}
        ) log on true)`.as('log'),
    )
    .selectAll()
    .execute()
  const found = rows.filter(({ id }) => id !== null)
  const horizon = rows[0]?.horizon ?? '0'
  const isReady = (row: EventRecord) => row.epoch < epoch() || compareXids(row.xid, horizon) < 0
  const events = found.filter(isReady).map(asEvent)
  const last = events.at(-1)
  const isLast = events.length < limit
  const reached =
    !isLast && last ? positionBehind(last, clock.now()) : positionAt(horizon, { epoch: epoch(), nowMs: clock.now() })
  // Someone may know of an event that is above the horizon still: reading never goes back.
  return {
    events,
    reached: comparePlaces(reached, after) < 0 ? after : reached,
    isLast,
    isBlocked: events.length < found.length,
  }
}

/** The place of an event, for reading on behind it; nothing when it is unknown or no longer kept. */
export async function findPosition(
  { clock }: Pick<LogParts, 'clock'>,
  db: Reader,
  { workspaceId, id }: { workspaceId: string; id: string },
): Promise<Position | undefined> {
  const row = await db
    .selectFrom('events')
    .select(['id', 'epoch', 'xid'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && positionBehind(row, clock.now())
}

/** Behind everything that has committed: where what happens from now on begins. */
export async function findEnd({ epoch, clock }: LogParts, db: Reader): Promise<Position> {
  const { horizon } = await db
    .selectNoFrom(sql<string>`pg_snapshot_xmin(pg_current_snapshot())::text`.as('horizon'))
    .executeTakeFirstOrThrow()
  return positionAt(horizon, { epoch: epoch(), nowMs: clock.now() })
}
