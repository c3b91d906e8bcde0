import { countCap, eventLog, Id } from '@pulse/contract'
import type { Feature } from '#kernel/feature'
import { fail } from '#kernel/problem'
import { countEvents, findEvent, listEvents, presentEvent } from './queries.ts'

export const eventsFeature: Feature = {
  name: 'events',
  install({ serve }) {
    serve(eventLog.listEvents, async ({ actor, db, query: { limit, cursor, type } }) => {
      const before =
        cursor === undefined
          ? undefined
          : (Id.safeParse(cursor).data ??
            fail('request.invalid', {
              issues: [{ path: 'cursor', message: 'Is damaged; start again from the first page.' }],
            }))
      const [rows, total] = await Promise.all([
        listEvents(db, actor, { before, type, limit: limit + 1 }),
        countEvents(db, actor, { type, most: countCap + 1 }),
      ])
      const shown = rows.slice(0, limit)
      return {
        data: shown.map(presentEvent),
        nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
        total: total > countCap ? undefined : total,
      }
    })

    serve(eventLog.readEvent, async ({ actor, db, params }) => {
      const row = await findEvent(db, actor, params.id)
      return presentEvent(row ?? fail('event.not_found'))
    })
  },
}
