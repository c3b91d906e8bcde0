import { ApiError, createClient, type Call } from '@pulse/contract'
import { newId } from './ids.ts'
import { RetryQueue } from './retry-queue.ts'
import { session } from './session.ts'

/** The one line of requests that wait for the server. */
export const queue = new RetryQueue({ fetch: (input, init) => fetch(input, init) })
addEventListener('online', queue.hurry)

/** Adds what finds a request in the server's log again. */
const traced: typeof fetch = (input, init = {}) => {
  const headers = new Headers(init.headers)
  headers.set('x-request-id', newId())
  return queue.send(input, { ...init, headers })
}

/** Calls the API as whoever is signed in; a write may be repeated safely, and a key that is no longer valid signs out. */
export const call: Call = async (endpoint, input, options = {}) => {
  const key = session.key()
  const client = createClient({ baseUrl: location.origin, fetch: traced, ...(key && { token: key }) })
  const isSecret = endpoint.secret !== undefined || endpoint.scope === 'public'
  const repeatable = endpoint.method === 'GET' || isSecret ? {} : { idempotencyKey: newId() }
  try {
    return await client(endpoint, input, { ...repeatable, ...options })
  } catch (error) {
    if (error instanceof ApiError && error.status === 401 && session.key() === key) session.signOut()
    throw error
  }
}
