/** Longest wait between two tries. */
const longestMs = 86_400_000
/** Retries spread over this share of the wait, so that many do not come at once. */
const jitter = 0.2

/** Milliseconds until the next try after `attempts` tries: the delay doubles each time, give or take a tenth. */
export function backoffMs(attempts: number, retryDelaySeconds: number, random: () => number = Math.random): number {
  const base = Math.min(longestMs, retryDelaySeconds * 1_000 * 2 ** Math.max(0, attempts - 1))
  return Math.round(base * (1 - jitter / 2 + jitter * random()))
}

/** Milliseconds a Retry-After header asks for (RFC 9110: seconds or a date), at most a day. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (!header) return undefined
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - nowMs
  return Number.isFinite(wait) && wait > 0 ? Math.min(wait, longestMs) : undefined
}
