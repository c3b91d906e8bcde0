import type { StoredEvent } from '../spine/event.ts'
import type { LogPage } from './log.ts'
import { positionBehind, type Position } from './position.ts'
import type { Tail } from './tail.ts'

/** Says that a follower has caught up: what comes next happens now. */
export const caughtUp = 'caught up'

interface Way {
  tail: Tail
  /** Reads a page of the log itself. */
  read: (after: Position) => Promise<LogPage>
  after: Position
  now: () => number
  signal: AbortSignal
}

/**
 * Events behind a position in commit order, none missing and none twice: pages of the log until what the tail
 * keeps reaches back far enough, then what the tail keeps. All there is to remember is the position, so a
 * follower that falls behind what is kept simply reads pages again.
 */
export async function* follow({
  tail,
  read,
  after,
  now,
  signal,
}: Way): AsyncGenerator<readonly StoredEvent[] | typeof caughtUp> {
  let position = after
  let isLive = false
  while (!signal.aborted) {
    const latest = tail.since(position)
    if (latest === undefined) {
      const page = await read(position)
      position = page.reached
      if (page.isLast) tail.begin(position)
      yield page.events
      continue
    }
    if (!isLive) yield caughtUp
    isLive = true
    const last = latest.at(-1)
    if (!last) await tail.changed(signal)
    else {
      position = positionBehind(last, now())
      yield latest
    }
  }
}
