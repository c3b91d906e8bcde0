import type { StoredEvent } from '#kernel/spine/event'
import type { Owed } from './sender.ts'
import type { Target } from './target.ts'

/** Requests to one endpoint at a time. */
const mostInFlight = 64
/** Deliveries that wait in memory for one endpoint. */
const mostWaiting = 2_000
/** What those may keep in memory. */
const mostBytes = 8_388_608
/** An endpoint that takes this many a second is fast: its events wait in the log rather than in the queue table. */
const fastPerSecond = 1_000

/** Memory an event takes, about, in bytes. */
export const sizeOf = ({ data, previous }: StoredEvent) => data.length + (previous?.length ?? 0)

/** What one endpoint is owed in this process, and how it is doing. */
export class Lane {
  /** The endpoint as it is now: what waits was perhaps owed to an earlier version of it. */
  target: Target
  #waiting: Owed[] = []
  #bytes = 0
  #inFlight = 0
  #windowStart = 0
  #finishedInWindow = 0
  #finishedBefore = 0

  constructor(target: Target) {
    this.target = target
  }

  get isEmpty(): boolean {
    return this.#waiting.length + this.#inFlight === 0
  }

  /** Whether no more should wait here, when all endpoints together have so many bytes left for it; an empty one always has room. */
  isFull(bytesLeft: number): boolean {
    return this.#waiting.length >= mostWaiting || this.#bytes > Math.min(mostBytes, bytesLeft)
  }

  /** Adds a delivery at the end; one that somebody waits for goes to the head. */
  push(owed: Owed): void {
    this.#bytes += sizeOf(owed.event)
    if (owed.onDone) this.#waiting.unshift(owed)
    else this.#waiting.push(owed)
  }

  /** The next delivery to send, if one waits and fewer than the endpoint's share are under way. */
  begin(share: number): Owed | undefined {
    if (this.#inFlight >= Math.min(mostInFlight, share)) return undefined
    const owed = this.#waiting.shift()
    if (!owed) return undefined
    this.#bytes -= sizeOf(owed.event)
    this.#inFlight++
    return { ...owed, target: this.target }
  }

  end(nowMs: number): void {
    this.#inFlight--
    this.#roll(nowMs)
    this.#finishedInWindow++
  }

  /** Forgets what waits, or some of it, and answers that. */
  clear(isMeant: (owed: Owed) => boolean = () => true): Owed[] {
    const cleared = this.#waiting.filter(isMeant)
    this.#waiting = this.#waiting.filter((owed) => !isMeant(owed))
    for (const { event } of cleared) this.#bytes -= sizeOf(event)
    return cleared
  }

  /** Whether it finished so many in the last second or so that a full queue drains soon. */
  isFast(nowMs: number): boolean {
    this.#roll(nowMs)
    return Math.max(this.#finishedInWindow, this.#finishedBefore) >= fastPerSecond
  }

  #roll(nowMs: number): void {
    const windows = Math.floor((nowMs - this.#windowStart) / 1_000)
    if (windows === 0) return
    this.#finishedBefore = windows === 1 ? this.#finishedInWindow : 0
    this.#finishedInWindow = 0
    this.#windowStart = nowMs
  }
}
