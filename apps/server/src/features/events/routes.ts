import { eventLog, eventTypes } from '@pulse/contract'
import { isoNow } from '#kernel/clock'
import { idPage } from '#kernel/http/id-page'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { describeCatalog } from './catalog.ts'
import { takeEvents } from './ingest.ts'
import { countEvents, findEvent, listEvents, presentEvent } from './queries.ts'
import { deleteType, insertType, listCustomTypes } from './type-queries.ts'
import { createCustomTypes } from './types.ts'
import { checkDeclaration } from './declare.ts'

export function eventRoutes({ serve, registry, append, write, clock, newId }: Kernel): void {
  const types = createCustomTypes()
  const shared = describeCatalog(registry)

  serve(eventLog.listEvents, async ({ actor, db, query }) => {
    const { type } = query
    const page = await idPage(query, {
      list: (range) => listEvents(db, actor, { ...range, type }),
      count: (most) => countEvents(db, actor, { type, most }),
    })
    return { ...page, data: page.data.map(presentEvent) }
  })

  serve(eventLog.readEvent, async ({ actor, db, params }) => {
    return presentEvent((await findEvent(db, actor, params.id)) ?? fail('event.not_found'))
  })

  serve(eventTypes.sendEvent, async ({ actor, db, body }) => {
    const intent = await takeEvents({ db, actor, types, newId }, [{ path: '', ...body }])
    const [reply = fail('event.invalid')] = intent.reply
    return append(actor, { ...intent, reply })
  })

  serve(eventTypes.sendEvents, async ({ actor, db, body }) => {
    const sent = body.events.map((event, index) => ({ path: `events.${index}.`, ...event }))
    const intent = await takeEvents({ db, actor, types, newId }, sent)
    return append(actor, { ...intent, reply: { data: intent.reply } })
  })

  serve(eventTypes.listEventTypes, async ({ actor, db }) => {
    const custom = await listCustomTypes(db, actor)
    return [...shared, ...custom.map((type) => ({ ...type, source: 'custom' as const }))]
  })

  serve(eventTypes.declareEventType, async ({ actor, body }) => {
    checkDeclaration(registry, body)
    const type = { ...body, source: 'custom' as const }
    await write(actor, async (tx, emit) => {
      if (!(await insertType(tx, actor, body, isoNow(clock))))
        fail('event.type_taken', { issues: [{ path: 'name', message: 'Is declared already.' }] })
      emit('event_type.declared', type)
      return type
    })
    types.forget(actor)
    return type
  })

  serve(eventTypes.deleteEventType, async ({ actor, params }) => {
    const type = await write(actor, async (tx, emit) => {
      const deleted = {
        ...((await deleteType(tx, actor, params.name)) ?? fail('event.type_not_found')),
        source: 'custom' as const,
      }
      emit('event_type.deleted', deleted)
      return deleted
    })
    types.forget(actor)
    return type
  })
}
