import { health } from '@pulse/contract'
import { queryOptions } from '@tanstack/react-query'

/** How the server is; it answers with a body also while it is down. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: async ({ signal }) => {
    const response = await fetch('/health/detailed', { signal })
    return health.DetailedHealth.parse(await response.json())
  },
})
