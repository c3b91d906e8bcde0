import { eventLog } from '@pulse/contract'
import type { Feature } from '#kernel/feature'
import { idPage } from '#kernel/http/id-page'
import { fail } from '#kernel/problem'
import { countEvents, findEvent, listEvents, presentEvent } from './queries.ts'

export const eventsFeature: Feature = {
  name: 'events',
  install({ serve }) {
    serve(eventLog.listEvents, async ({ actor, db, query }) => {
      const { type } = query
      const page = await idPage(query, {
        list: (range) => listEvents(db, actor, { ...range, type }),
        count: (most) => countEvents(db, actor, { type, most }),
      })
      return { ...page, data: page.data.map(presentEvent) }
    })

    serve(eventLog.readEvent, async ({ actor, db, params }) => {
      const row = await findEvent(db, actor, params.id)
      return presentEvent(row ?? fail('event.not_found'))
    })
  },
}
