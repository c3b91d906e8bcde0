import { isoNow } from '#kernel/clock'
import type { Outcome } from '#kernel/egress/egress'
import type { Kernel } from '#kernel/kernel'
import type { StoredEvent } from '#kernel/spine/event'
import { attempt, type AttemptParts } from './attempt.ts'
import { Lane, sizeOf } from './lane.ts'
import { isOlder, isSame, type Target } from './target.ts'

/** Names a webhook. */
export type TargetKey = Pick<Target, 'workspaceId' | 'id'>

/** A delivery leased to this process. */
export interface Owed {
  id: string
  event: StoredEvent
  target: Target
  /** Tries already made. */
  attempts: number
  /** Someone waits for the outcome of this one try; it is not repeated. */
  onDone?: (done: Try) => void
}

/** One try of a delivery, over. */
export interface Try {
  owed: Owed
  at: string
  outcome: Outcome
  /** No other follows, whatever the webhook allows. */
  isFinal?: boolean
}

/** What someone is told who waits for a try that does not come about in time. */
export const notSent = (owed: Owed, at: string): Try => ({
  owed,
  at,
  outcome: { answered: false, reason: 'Not sent yet; the log of deliveries will tell.', durationMs: 0 },
})

const mostInFlight = 512
/** What waits for all endpoints together may keep in memory. */
const mostBytes = 134_217_728

type SenderParts = AttemptParts & Pick<Kernel, 'clock' | 'presence'>

/** Names an endpoint's lane. */
const laneKey = (workspaceId: string, webhookId: string) => `${workspaceId} ${webhookId}`

/** Sends what it is given, each endpoint within its share and in turn, and hands the outcome on. */
export class Sender {
  readonly #parts: SenderParts
  readonly #record: (done: Try) => void
  readonly #inHand: Set<string>
  readonly #lanes = new Map<string, Lane>()
  #queued = 0
  #bytes = 0
  #inFlight = 0
  #onDrained: (() => void) | undefined

  constructor(parts: SenderParts, { record, inHand }: { record: (done: Try) => void; inHand: Set<string> }) {
    this.#parts = parts
    this.#record = record
    this.#inHand = inHand
  }

  take(owed: readonly Owed[]): void {
    if (this.#onDrained) return
    for (const one of owed) {
      if (this.#inHand.has(one.id)) continue
      this.#inHand.add(one.id)
      this.#queued++
      this.#bytes += sizeOf(one.event)
      const key = laneKey(one.target.workspaceId, one.target.id)
      const lane = this.#lanes.get(key) ?? new Lane(one.target)
      if (lane.target !== one.target) this.retarget(one.target, one.target)
      lane.push(one)
      this.#lanes.set(key, lane)
    }
    this.#pump()
  }

  get isDraining(): boolean {
    return this.#onDrained !== undefined
  }

  /** Whether more may be leased for an endpoint; beyond that the database is its queue. */
  hasRoom({ workspaceId, id }: Target): boolean {
    return !this.isDraining && !this.#lanes.get(laneKey(workspaceId, id))?.isFull(this.#bytesLeft)
  }

  /** As with places, no endpoint gets more than half of what is free. */
  get #bytesLeft(): number {
    return Math.max(0, (mostBytes - this.#bytes) / 2)
  }

  /** Lanes that take no more for now. */
  fullLanes(): string[] {
    return [...this.#lanes].filter(([, lane]) => lane.isFull(this.#bytesLeft)).map(([key]) => key)
  }

  /** Whether a workspace has an endpoint that is full but fast: its events had better wait for it in the log. */
  isBusyWith(workspaceId: string): boolean {
    const now = performance.now()
    for (const [key, lane] of this.#lanes)
      if (lane.isFull(this.#bytesLeft) && key.startsWith(workspaceId) && lane.isFast(now)) return true
    return false
  }

  get counts(): { queued: number; inFlight: number } {
    return { queued: this.#queued, inFlight: this.#inFlight }
  }

  get isIdle(): boolean {
    return this.#queued + this.#inFlight === 0
  }

  /** Forgets what was not begun: its leases are no longer ours. */
  clear(): void {
    for (const lane of this.#lanes.values()) this.#forget(lane.clear())
  }

  /** Endpoints with something waiting, as it would be sent. */
  get waitingFor(): Target[] {
    return [...this.#lanes.values()].filter(({ isEmpty }) => !isEmpty).map(({ target }) => target)
  }

  /** Goes on with an endpoint as it is now; what waits for one that is gone or switched off is not sent. */
  retarget({ workspaceId, id }: TargetKey, now: Target | undefined): void {
    const lane = this.#lanes.get(laneKey(workspaceId, id))
    if (!lane) return
    if (!now) return this.#forget(lane.clear())
    if (isOlder(now, lane.target)) return
    if (!isSame(now, lane.target)) this.#forget(lane.clear())
    else if (!now.isActive) this.#forget(lane.clear(({ onDone }) => !onDone))
    lane.target = now
  }

  #forget(owed: readonly Owed[]): void {
    this.#queued -= owed.length
    for (const one of owed) {
      this.#inHand.delete(one.id)
      this.#bytes -= sizeOf(one.event)
      one.onDone?.(notSent(one, isoNow(this.#parts.clock)))
    }
  }

  /** Takes no more and resolves when nothing is in flight; the leases of what was not begun are given back by others. */
  async drain(): Promise<void> {
    const drained = new Promise<void>((resolve) => (this.#onDrained = resolve))
    this.clear()
    if (this.#inFlight > 0) await drained
  }

  /** One request for each lane in turn, as long as there is room and the leases are ours. */
  #pump(): void {
    if (this.isDraining || !this.#parts.presence.holdsLeases()) return
    for (const [key, lane] of this.#lanes) {
      const room = mostInFlight - this.#inFlight
      if (room <= 0) return
      // No endpoint gets more than half of what is free, so that slow ones together leave room for the next.
      const owed = lane.begin(Math.max(1, room / 2))
      if (!owed && !lane.isEmpty) continue
      this.#lanes.delete(key)
      if (!owed) continue
      // To the end of the line, where this loop comes by again.
      this.#lanes.set(key, lane)
      this.#queued--
      this.#bytes -= sizeOf(owed.event)
      void this.#send(owed, lane)
    }
  }

  async #send(owed: Owed, lane: Lane): Promise<void> {
    this.#inFlight++
    const nowMs = this.#parts.clock.now()
    const outcome = await attempt(this.#parts, owed, nowMs)
    this.#record({ owed, at: new Date(nowMs).toISOString(), outcome })
    this.#inFlight--
    lane.end(performance.now())
    if (!this.#onDrained) this.#pump()
    else if (this.#inFlight === 0) this.#onDrained()
  }
}
