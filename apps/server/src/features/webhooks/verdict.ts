import type { Outcome } from '#kernel/egress/egress'
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
export function verdictOf({ owed, outcome, isFinal }: Try, nowMs: number): Verdict {
  const { target, attempts, onDone } = owed
  const responseBody = outcome.answered ? storable(outcome.body) : null
  if (outcome.answered && outcome.status >= 200 && outcome.status < 300)
    return { kind: 'delivered', error: null, responseBody }
  const error = outcome.answered ? `Answered ${outcome.status}.` : outcome.reason
  if (onDone || isFinal || attempts >= target.maxRetries) return { kind: 'failed', error, responseBody }
  const wait = Math.max(backoffMs(attempts + 1, target.retryDelay), askedMs(outcome, nowMs))
  return { kind: 'retry', at: new Date(nowMs + wait).toISOString(), error, responseBody }
}

/** How long the receiver wants to be left alone. */
const askedMs = (outcome: Outcome, nowMs: number) =>
  outcome.answered && [429, 503].includes(outcome.status) ? (retryAfterMs(outcome.retryAfter, nowMs) ?? 0) : 0

/** A receiver may answer anything; Postgres stores no NUL. */
const storable = (body: string) => body.slice(0, mostBodyLength).replaceAll('\0', '\uFFFD').toWellFormed()
