import type { Clock } from '#kernel/clock'

/** A clock that runs with real time from wherever a test sets it. */
export interface TestClock extends Clock {
  /** Moves forward (or back) by milliseconds. */
  advance(ms: number): void
  set(iso: string): void
}

export function testClock(start?: string): TestClock {
  let offset = start ? Date.parse(start) - Date.now() : 0
  return {
    now: () => Date.now() + offset,
    advance: (ms) => void (offset += ms),
    set: (iso) => void (offset = Date.parse(iso) - Date.now()),
  }
}
