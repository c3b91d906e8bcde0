import { pause } from '../clock.ts'
import { isUnavailable } from '../db/errors.ts'
import type { Log } from '../log.ts'
import type { StoredEvent } from '../spine/event.ts'
import type { LogPage } from './log.ts'
import { comparePlaces, type Position } from './position.ts'

/** What is kept in memory, so that followers who lag a little need not read the log themselves. */
const mostKept = 2_000
const mostKeptCharacters = 8_000_000
/** Wake-ups may get lost: this often the log is looked at without one. */
const pollMs = 1_000
/** An event behind an open transaction is looked at again this soon, then less and less often. */
const blockedMs = 2
const mostBlockedMs = 64
const retryMs = 250

export interface TailParts {
  read: (after: Position) => Promise<LogPage>
  log: Log
}

/** Reads one workspace's log as it grows, once for everyone who follows it, and keeps the latest events. */
export class Tail {
  readonly #parts: TailParts
  readonly #stop = new AbortController()
  readonly #kept: StoredEvent[] = []
  readonly #waiting = new Set<() => void>()
  #keptCharacters = 0
  /** Everything kept lies behind it; none before someone has read that far. */
  #base: Pick<Position, 'epoch' | 'xid' | 'id'> | undefined
  #nap = new AbortController()
  #running: Promise<void> | undefined

  constructor(parts: TailParts) {
    this.#parts = parts
  }

  /** Begins to read on where a first follower has caught up to. */
  begin(position: Position): void {
    if (this.#base) return
    this.#base = position
    this.#running = this.#run(position)
  }

  /** The events kept behind a position, or nothing when it lies further back than what is kept. */
  since(position: Position): StoredEvent[] | undefined {
    if (!this.#base || comparePlaces(position, this.#base) < 0) return undefined
    return this.#kept.slice(this.#kept.findLastIndex((event) => comparePlaces(event, position) <= 0) + 1)
  }

  /** Resolves at the next events or when the signal aborts. */
  async changed(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#waiting.add(done)
      signal.addEventListener('abort', done)
    })
  }

  /** Tells that there may be new events. */
  wake(): void {
    this.#nap.abort()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    this.wake()
    await this.#running
  }

  async #run(position: Position): Promise<void> {
    let napMs = 0
    while (!this.#stop.signal.aborted) {
      this.#nap = new AbortController()
      try {
        const page = await this.#parts.read(position)
        position = page.reached
        this.#keep(page.events)
        napMs = napAfter(page, napMs)
      } catch (error) {
        if (!isUnavailable(error)) this.#parts.log.error({ err: error }, 'reading the log for streams failed')
        napMs = retryMs
      }
      if (napMs > 0) await pause(napMs, this.#nap.signal)
    }
  }

  #keep(events: readonly StoredEvent[]): void {
    if (events.length === 0) return
    this.#kept.push(...events)
    for (const event of events) this.#keptCharacters += lengthOf(event)
    while (this.#kept.length > mostKept || this.#keptCharacters > mostKeptCharacters) {
      const oldest = this.#kept.shift()
      if (!oldest) break
      this.#keptCharacters -= lengthOf(oldest)
      this.#base = oldest
    }
    for (const done of this.#waiting) done()
  }
}

const lengthOf = ({ data, previous }: StoredEvent) => data.length + (previous?.length ?? 0)

/** How long to rest after a page: not at all when there is more, briefly while an event waits for its turn. */
function napAfter({ isLast, isBlocked, events }: LogPage, beforeMs: number): number {
  if (!isLast) return 0
  if (!isBlocked) return pollMs
  const isNew = events.length > 0 || beforeMs > mostBlockedMs
  return isNew ? blockedMs : Math.min(mostBlockedMs, Math.max(blockedMs, beforeMs * 2))
}
