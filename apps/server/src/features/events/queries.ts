import { timeOfId, type eventLog } from '@pulse/contract'
import type { Actor } from '#kernel/actor'
import type { Reader } from '#kernel/db/kysely'

const columns = [
  'id',
  'type',
  'record_type',
  'record_id',
  'version',
  'actor_kind',
  'actor_id',
  'actor_name',
  'data',
  'previous',
] as const

interface EventRow {
  id: string
  type: string
  record_type: string | null
  record_id: string | null
  version: number | null
  actor_kind: 'api_key' | 'user' | 'system'
  actor_id: string
  actor_name: string
  data: string
  previous: string | null
}

export function findEvent(db: Reader, { workspace }: Actor, id: string): Promise<EventRow | undefined> {
  return db
    .selectFrom('events')
    .select(columns)
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Events before an id, newest first. */
export function listEvents(
  db: Reader,
  { workspace }: Actor,
  {
    before,
    type,
    limit,
    offset,
  }: { before: string | undefined; type: string | undefined; limit: number; offset: number },
): Promise<EventRow[]> {
  let select = db
    .selectFrom('events')
    .select(columns)
    .where('workspace_id', '=', workspace.id)
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
  if (before) select = select.where('id', '<', before)
  if (type) select = select.where('type', '=', type)
  return select.execute()
}

/** Counts up to `most`. */
export async function countEvents(
  db: Reader,
  { workspace }: Actor,
  { type, most }: { type: string | undefined; most: number },
): Promise<number> {
  let some = db.selectFrom('events').select('id').where('workspace_id', '=', workspace.id).limit(most)
  if (type) some = some.where('type', '=', type)
  const { count } = await db
    .selectFrom(some.as('some'))
    .select((is) => is.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export function presentEvent(row: EventRow): eventLog.Event {
  const { record_type: type, record_id: id, version } = row
  const previous = row.previous === null ? undefined : (JSON.parse(row.previous) as Record<string, unknown>)
  return {
    id: row.id,
    type: row.type,
    createdAt: new Date(timeOfId(row.id)).toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    record: type !== null && id !== null && version !== null ? { type, id, version } : null,
    data: JSON.parse(row.data) as Record<string, unknown>,
    ...(previous && { changed: Object.keys(previous), previous }),
  }
}
