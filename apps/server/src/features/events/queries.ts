import { timeOfId, type Condition, type eventLog } from '@pulse/contract'
import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '#kernel/actor'
import type { Reader } from '#kernel/db/kysely'
import { asEvent, eventColumns, type EventRecord } from '#kernel/dispatch/read'
import type { StoredEvent } from '#kernel/spine/event'
import { conditionsSql } from './conditions.ts'

export async function findEvent(db: Reader, { workspace }: Actor, id: string): Promise<StoredEvent | undefined> {
  const [event] = await readEvents(db, sql`e.workspace_id = ${workspace.id}::uuid and e.id = ${id}::uuid`)
  return event
}

interface Listing {
  conditions: readonly Condition[]
  oldestFirst: boolean
  /** The id the page before ended with. */
  end: string | undefined
  limit: number
  offset: number
}

/** Events in the order of their ids. */
export function listEvents(
  db: Reader,
  { workspace }: Actor,
  { conditions, oldestFirst, end, limit, offset }: Listing,
): Promise<StoredEvent[]> {
  const [direction, sign] = oldestFirst ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`]
  const behind = end === undefined ? sql`true` : sql`e.id ${sign} ${end}::uuid`
  return readEvents(
    db,
    sql`e.workspace_id = ${workspace.id}::uuid and ${behind} and ${conditionsSql(conditions)}
        order by e.id ${direction} limit ${limit} offset ${offset}`,
  )
}

async function readEvents(db: Reader, which: RawBuilder<unknown>): Promise<StoredEvent[]> {
  const rows = sql<EventRecord>`(select ${sql.raw(eventColumns)} from events e where ${which})`
  return (await db.selectFrom(rows.as('log')).selectAll().execute()).map(asEvent)
}

/** Counts up to `most`. */
export async function countEvents(
  db: Reader,
  { workspace }: Actor,
  { conditions, most }: { conditions: readonly Condition[]; most: number },
): Promise<number> {
  const some = db
    .selectFrom('events as e')
    .select('e.id')
    .where('e.workspace_id', '=', workspace.id)
    .where(conditionsSql(conditions))
    .limit(most)
  const { count } = await db
    .selectFrom(some.as('some'))
    .select((is) => is.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export function presentEvent({ id, type, actor, record, data, previous }: StoredEvent): eventLog.Event {
  const before = previous === null ? undefined : (JSON.parse(previous) as Record<string, unknown>)
  return {
    id,
    type,
    createdAt: new Date(timeOfId(id)).toISOString(),
    actor,
    record,
    data: JSON.parse(data) as Record<string, unknown>,
    ...(before && { changed: Object.keys(before), previous: before }),
  }
}
