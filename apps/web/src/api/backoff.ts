/** Milliseconds before the next try: doubling, capped, with jitter so that many browsers do not return as one. */
export function backoffMs(tries: number, { firstMs = 500, mostMs = 15_000, random = Math.random } = {}): number {
  const full = Math.min(mostMs, firstMs * 2 ** tries)
  return full * (0.75 + random() * 0.5)
}

/** Waits, or returns early when the signal is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    if (signal?.aborted) done()
    else signal?.addEventListener('abort', done)
  })
}
