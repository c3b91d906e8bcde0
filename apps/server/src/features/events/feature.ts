import type { Feature } from '#kernel/feature'
import { retryTask } from './parked-job.ts'
import { parkedRoutes } from './parked-routes.ts'
import { eventRoutes } from './routes.ts'
import { typeRoutes } from './type-routes.ts'

export const eventsFeature: Feature = {
  name: 'events',
  install(kernel) {
    eventRoutes(kernel)
    parkedRoutes(kernel)
    typeRoutes(kernel)
    kernel.jobs.define(retryTask(kernel))
  },
}
