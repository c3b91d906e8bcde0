import { eventLog } from '@pulse/contract'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { catchUp, listLog } from './list.ts'
import { findEvent, presentEvent } from './queries.ts'
import { beginningOf, openStream } from './stream.ts'

export function eventRoutes(kernel: Kernel): void {
  const { serve, serveStream } = kernel

  serve(eventLog.listEvents, ({ actor, db, query }) => {
    const { after } = query
    return after === undefined ? listLog({ db, actor, query }) : catchUp(kernel, { db, actor, query }, after)
  })

  serve(eventLog.readEvent, async ({ actor, db, params }) => {
    const event = await findEvent(db, actor, params.id)
    return presentEvent(event ?? fail('event.not_found'))
  })

  serveStream(eventLog.streamEvents, (call) => {
    const { conditions, after } = call.query
    return openStream(kernel, { ...call, conditions, after: beginningOf(call, after) })
  })
}
