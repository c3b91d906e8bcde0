import type { health } from '@pulse/contract'
import { counted } from '#ui/format.ts'
import type { Tone } from '#ui/Status.tsx'

export interface Verdict {
  tone: Tone
  /** The state in a word or two. */
  title: string
  /** What is the matter and what to do, a sentence each. */
  reasons: string[]
  /** Whether some of them can be looked at where events are set aside. */
  hasParked?: boolean
}

/** How the server is, in words. */
export function verdictOf({ status, database, disk, consumers }: health.DetailedHealth): Verdict {
  const parked = consumers.reduce((sum, one) => sum + one.parked, 0)
  const reasons = [
    ...(database.ok
      ? []
      : ['The database does not answer. Nothing is written until it does; Pulse tries again by itself.']),
    ...(disk.ok ? [] : ['The disk is almost full, so nothing is written. Free some space, and it goes on by itself.']),
    ...(parked > 0
      ? [`${counted(parked, 'event')} could not be handled and ${parked === 1 ? 'is' : 'are'} set aside.`]
      : []),
  ]
  if (status === 'down') return { tone: 'bad', title: 'Down', reasons }
  if (status === 'degraded') return { tone: 'warn', title: 'Needs a look', reasons, hasParked: parked > 0 }
  return { tone: 'ok', title: 'All is well', reasons }
}

/** When a consumer that is behind counts as stuck rather than busy. */
const stuckMs = 60_000

/** How far behind a consumer is, in words. */
export function lagOf({ pending, oldestMs }: health.DetailedHealth['consumers'][number]): { tone: Tone; text: string } {
  if (pending === 0) return { tone: 'ok', text: 'caught up' }
  return oldestMs < stuckMs ? { tone: 'accent', text: 'catching up' } : { tone: 'warn', text: 'behind' }
}
