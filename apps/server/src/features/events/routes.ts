import { eventLog } from '@pulse/contract'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { catchUp, listLog } from './list.ts'
import { findEvent, presentEvent } from './queries.ts'

export function eventRoutes(kernel: Kernel): void {
  const { serve } = kernel

  serve(eventLog.listEvents, ({ actor, db, query }) => {
    const { after } = query
    return after === undefined ? listLog({ db, actor, query }) : catchUp(kernel, { db, actor, query }, after)
  })

  serve(eventLog.readEvent, async ({ actor, db, params }) => {
    const event = await findEvent(db, actor, params.id)
    return presentEvent(event ?? fail('event.not_found'))
  })
}
