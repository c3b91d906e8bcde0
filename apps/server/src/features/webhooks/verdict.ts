import type { Try } from './sender.ts'
import { backoffMs, retryAfterMs } from './backoff.ts'

/** What a try means for its delivery. */
export type Verdict = { error: string | null; responseBody: string | null } & (
  | { kind: 'delivered' }
  | { kind: 'failed' }
  | { kind: 'retry'; at: string }
)

const mostBodyLength = 4_000

/** 2xx delivers; everything else is tried again until the retries are used up. */
export function verdictOf({ owed, outcome }: Try, nowMs: number): Verdict {
  const { target, attempts, onDone } = owed
  const responseBody = outcome.answered ? storable(outcome.body) : null
  if (outcome.answered && outcome.status >= 200 && outcome.status < 300)
    return { kind: 'delivered', error: null, responseBody }
  const error = outcome.answered ? `Answered ${outcome.status}.` : outcome.reason
  if (onDone || attempts >= target.maxRetries) return { kind: 'failed', error, responseBody }
  const asked =
    outcome.answered && (outcome.status === 429 || outcome.status === 503)
      ? retryAfterMs(outcome.retryAfter, nowMs)
      : undefined
  const wait = Math.max(backoffMs(attempts + 1, target.retryDelay), asked ?? 0)
  return { kind: 'retry', at: new Date(nowMs + wait).toISOString(), error, responseBody }
}

/** A receiver may answer anything; Postgres stores no NUL. */
const storable = (body: string) => body.slice(0, mostBodyLength).replaceAll('\0', '\uFFFD').toWellFormed()
