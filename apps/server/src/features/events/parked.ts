import { countCap, timeOfId, type Condition, type Page, type PageQuery, type parkedEvents } from '@pulse/contract'
import { sql } from 'kysely'
import type { Actor } from '#kernel/actor'
import type { Reader } from '#kernel/db/kysely'
import { fail } from '#kernel/problem'
import { conditionsSql } from './conditions.ts'

interface Query extends PageQuery {
  conditions: readonly Condition[]
}

const columns = { consumer: 'p.consumer', type: 'p.event_type' }

/** One page of what consumers failed on, oldest event first. */
export async function listParked(db: Reader, actor: Actor, query: Query): Promise<Page<parkedEvents.ParkedEvent>> {
  const [rows, total] = await Promise.all([selectParked(db, actor, query), countParked(db, actor, query)])
  const data = rows.slice(0, query.limit).map(presentParked)
  const last = data.at(-1)
  const nextCursor = rows.length > query.limit && last ? `${last.event.id}.${last.consumer}` : null
  return { data, nextCursor, total: total > countCap ? undefined : total }
}

const ofWorkspace = (db: Reader, { workspace }: Actor, { conditions }: Query) =>
  db
    .selectFrom('parked_events as p')
    .where('p.workspace_id', '=', workspace.id)
    .where(conditionsSql(conditions, columns))

type ParkedRow = Awaited<ReturnType<typeof selectParked>>[number]

function selectParked(db: Reader, actor: Actor, query: Query) {
  const { limit, page = 1, cursor } = query
  const select = ofWorkspace(db, actor, query)
    .leftJoin('events as e', (join) =>
      join.onRef('e.workspace_id', '=', 'p.workspace_id').onRef('e.id', '=', 'p.event_id'),
    )
    .select(['p.consumer', 'p.event_id', 'p.event_type', 'p.error', 'p.parked_at'])
    .select(['e.record_type', 'e.record_id', 'e.version'])
    .orderBy('p.event_id')
    .orderBy('p.consumer')
    .limit(limit + 1)
  if (cursor === undefined) return select.offset((page - 1) * limit).execute()
  const [id, consumer] = endOf(cursor)
  return select.where(sql<boolean>`(p.event_id, p.consumer) > (${id}::uuid, ${consumer})`).execute()
}

async function countParked(db: Reader, actor: Actor, query: Query): Promise<number> {
  const some = ofWorkspace(db, actor, query)
    .select('p.event_id')
    .limit(countCap + 1)
  const { count } = await db
    .selectFrom(some.as('some'))
    .select((is) => is.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** The event and consumer a page ended with. */
function endOf(cursor: string): [id: string, consumer: string] {
  const [, id, consumer] = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(.+)$/.exec(cursor) ?? []
  if (id && consumer) return [id, consumer]
  return fail('request.invalid', {
    issues: [{ path: 'cursor', message: 'Is damaged; start again from the first page.' }],
  })
}

function presentParked(row: ParkedRow): parkedEvents.ParkedEvent {
  const { consumer, error, event_id: id, record_type, record_id, version } = row
  const record =
    record_type !== null && record_id !== null && version !== null
      ? { type: record_type, id: record_id, version }
      : null
  const createdAt = new Date(timeOfId(id)).toISOString()
  return { consumer, error, parkedAt: row.parked_at, event: { id, type: row.event_type, createdAt, record } }
}
