import { didYouMean, parkedEvents } from '@pulse/contract'
import { discardParked, retryParked } from '#kernel/dispatch/retry'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { listParked } from './parked.ts'

export function parkedRoutes(kernel: Kernel): void {
  const { serve, consumers } = kernel

  serve(parkedEvents.listParked, ({ actor, db, query }) => listParked(db, actor, query))

  serve(parkedEvents.retryParked, ({ actor, body }) => {
    const names = consumers.map(({ name }) => name)
    const { consumer } = body
    if (consumer !== undefined && !names.includes(consumer)) {
      const message = `There is no consumer "${consumer}".${didYouMean(consumer, names)}`
      fail('request.invalid', { issues: [{ path: 'consumer', message }] })
    }
    return retryParked(kernel, { workspaceId: actor.workspace.id, ...body })
  })

  serve(parkedEvents.discardParked, ({ actor, body }) =>
    discardParked(kernel, { workspaceId: actor.workspace.id, ...body }),
  )
}
