import type { eventLog, Page } from '@pulse/contract'
import type { Actor } from '#kernel/actor'
import type { Reader } from '#kernel/db/kysely'
import { idPage } from '#kernel/http/id-page'
import type { Kernel } from '#kernel/kernel'
import { findPosition, readLog } from '#kernel/live/log'
import { logStart, type Position } from '#kernel/live/position'
import { fail } from '#kernel/problem'
import { conditionsSql } from './conditions.ts'
import { countEvents, listEvents, presentEvent } from './queries.ts'

interface Listing {
  db: Reader
  actor: Actor
  query: eventLog.EventsQuery
}

/** One page of the log in the order of ids, newest first unless asked otherwise. */
export async function listLog({ db, actor, query }: Listing): Promise<Page<eventLog.Event>> {
  const { conditions, sort } = query
  const oldestFirst = sort === 'createdAt'
  const page = await idPage(query, {
    list: ({ before: end, ...range }) => listEvents(db, actor, { conditions, oldestFirst, end, ...range }),
    count: (most) => countEvents(db, actor, { conditions, most }),
  })
  return { ...page, data: page.data.map(presentEvent) }
}

/** What was committed behind an event, in commit order; `nextCursor` is where to go on, whether there was anything or not. */
export async function catchUp(
  kernel: Kernel,
  { db, actor, query }: Listing,
  after: string,
): Promise<Page<eventLog.Event>> {
  const { events } = await readLog(kernel, db, {
    workspaceId: actor.workspace.id,
    after: await getPosition(kernel, { db, actor }, after),
    limit: query.limit,
    where: conditionsSql(query.conditions),
  })
  return { data: events.map(presentEvent), nextCursor: events.at(-1)?.id ?? after }
}

/** Where in the log an event stands, or the start; refuses when the event is unknown or no longer kept. */
export async function getPosition(
  kernel: Kernel,
  { db, actor }: Pick<Listing, 'db' | 'actor'>,
  after: string,
): Promise<Position> {
  if (after === 'start') return logStart
  const position = await findPosition(kernel, db, { workspaceId: actor.workspace.id, id: after })
  return position ?? fail('event.position_gone')
}
