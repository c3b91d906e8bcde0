import type { Feature } from '#kernel/feature'
import { deliveryRoutes } from './delivery-routes.ts'
import { fanOut } from './fan-out.ts'
import { createRecovery } from './recover.ts'
import { createResults } from './results.ts'
import { webhookRoutes } from './routes.ts'
import { createSender } from './sender.ts'
import { createTargets } from './target.ts'

export const webhooksFeature: Feature = {
  name: 'webhooks',
  install(kernel) {
    const open = createTargets(kernel.vault, () => kernel.clock.now())
    const results = createResults(kernel)
    const sender = createSender(kernel, results.add)
    const recovery = createRecovery(kernel, sender, open)
    kernel.watchQueue('deliveries', sender.counts)
    webhookRoutes(kernel)
    deliveryRoutes(kernel, sender)
    return {
      consumers: [fanOut(kernel, sender, open)],
      start: recovery.start,
      stop: async () => {
        await recovery.stop()
        await sender.drain()
        await results.flush()
      },
      isIdle: () => results.isIdle() && sender.counts().queued + sender.counts().inFlight === 0,
    }
  },
}
