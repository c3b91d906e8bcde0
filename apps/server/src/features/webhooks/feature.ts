import type { Feature } from '#kernel/feature'
import { deliveryRoutes } from './delivery-routes.ts'
import { fanOut } from './fan-out.ts'
import { createRecovery } from './recover.ts'
import { createRefresh } from './refresh.ts'
import { Results } from './results.ts'
import { webhookRoutes } from './routes.ts'
import { Sender } from './sender.ts'
import { createTargets } from './target.ts'

export const webhooksFeature: Feature = {
  name: 'webhooks',
  install(kernel) {
    const open = createTargets(kernel.vault, () => kernel.clock.now())
    /** Deliveries this process has in memory, from the lease to the recorded outcome. */
    const inHand = new Set<string>()
    const results = new Results(kernel, inHand)
    const sender = new Sender(kernel, { record: (done) => results.add(done), inHand })
    const refresh = createRefresh(kernel, sender, open)
    const recovery = createRecovery(kernel, { sender, results, inHand, refresh, open })
    kernel.queues.set('deliveries', () => sender.counts)
    kernel.consumers.push(fanOut(kernel, sender, open))
    webhookRoutes(kernel, refresh)
    deliveryRoutes(kernel, sender)
    return {
      start: recovery.start,
      stop: async () => {
        await recovery.stop()
        await sender.drain()
        await results.stop()
      },
      isIdle: () => results.isIdle && sender.isIdle,
    }
  },
}
