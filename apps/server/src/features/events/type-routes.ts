import { eventTypes } from '@pulse/contract'
import { isoNow } from '#kernel/clock'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { describeCatalog } from './catalog.ts'
import { takeEvents } from './ingest.ts'
import { deleteType, insertType, listCustomTypes } from './type-queries.ts'
import { createCustomTypes } from './types.ts'
import { checkDeclaration } from './declare.ts'

/** Events of a workspace's own: declaring them, sending them, and the catalog they stand in. */
export function typeRoutes({ serve, registry, append, write, clock, newId }: Kernel): void {
  const types = createCustomTypes()
  const shared = describeCatalog(registry)

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
