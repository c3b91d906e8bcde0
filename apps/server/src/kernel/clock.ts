/** The only source of time: tests move it, nothing else reads the system clock. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** The clock's time as ISO 8601 text in UTC. */
export const isoNow = (clock: Clock) => new Date(clock.now()).toISOString()

/** Resolves after some real milliseconds; an abort ends it early without an error. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}
