import type { Feature } from '#kernel/feature'
import { clockRules } from './clock-rules.ts'
import { recordRoutes } from './routes.ts'

export const recordsFeature: Feature = {
  name: 'records',
  install(kernel) {
    recordRoutes(kernel)
    kernel.jobs.schedule({ name: 'clock-rules', cron: '* * * * *', run: (signal) => clockRules(kernel, signal) })
  },
}
