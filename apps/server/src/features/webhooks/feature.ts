import type { Feature } from '#kernel/feature'
import { deliveryRoutes } from './delivery-routes.ts'
import { fanOut } from './fan-out.ts'
import { createRecovery } from './recover.ts'
import { Results } from './results.ts'
import { webhookRoutes } from './routes.ts'
import { Sender } from './sender.ts'
import { createTargets } from './target.ts'

export const webhooksFeature: Feature = {
  name: 'webhooks',
  install(kernel) {
    const open = createTargets(kernel.vault, () => kernel.clock.now())
    const results = new Results(kernel)
    const sender = new Sender(kernel, (done) => results.add(done))
    const recovery = createRecovery(kernel, { sender, results, open })
    kernel.queues.set('deliveries', () => sender.counts)
    kernel.consumers.push(fanOut(kernel, sender, open))
    webhookRoutes(kernel)
    deliveryRoutes(kernel, sender)
    return {
      start: recovery.start,
      stop: async () => {
        await recovery.stop()
        await sender.drain()
        await results.flush()
      },
      isIdle: () => results.isIdle && sender.isIdle,
    }
  },
}
