import type { Feature } from '#kernel/feature'
import { authenticateByKey } from './authenticate.ts'
import { apiKeyRoutes } from './routes.ts'
import { createUses } from './uses.ts'

export const apiKeysFeature: Feature = {
  name: 'api-keys',
  install(kernel) {
    const uses = createUses(kernel)
    kernel.authenticateBy(authenticateByKey(kernel, uses))
    apiKeyRoutes(kernel)
    return { start: uses.start, stop: uses.stop }
  },
}
