import type { Owed } from './sender.ts'

/** Requests to one endpoint at a time. */
const mostInFlight = 64
/** Deliveries that wait in memory for one endpoint. */
const mostWaiting = 2_000
/** An endpoint that takes this many a second is fast: its events wait in the log rather than in the queue table. */
const fastPerSecond = 1_000

/** What one endpoint is owed in this process, and how it is doing. */
export class Lane {
  #waiting: Owed[] = []
  #inFlight = 0
  #windowStart = 0
  #finishedInWindow = 0
  #finishedBefore = 0

  get isEmpty(): boolean {
    return this.#waiting.length + this.#inFlight === 0
  }

  get isFull(): boolean {
    return this.#waiting.length >= mostWaiting
  }

  push(owed: Owed): void {
    this.#waiting.push(owed)
  }

  /** The next delivery to send, if one waits and the endpoint has a free place. */
  begin(): Owed | undefined {
    if (this.#inFlight >= mostInFlight) return undefined
    const owed = this.#waiting.shift()
    if (owed) this.#inFlight++
    return owed
  }

  end(nowMs: number): void {
    this.#inFlight--
    this.#roll(nowMs)
    this.#finishedInWindow++
  }

  /** Forgets what waits and answers it. */
  clear(): Owed[] {
    return this.#waiting.splice(0)
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
