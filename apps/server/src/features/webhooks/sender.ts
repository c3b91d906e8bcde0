import type { Egress, Outcome } from '#kernel/egress/egress'
import type { Kernel } from '#kernel/kernel'
import type { StoredEvent } from '#kernel/spine/event'
import { formatBody, formatHeaders } from './formats.ts'
import { Lane } from './lane.ts'
import type { Target } from './target.ts'

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

const mostInFlight = 512

type SenderParts = Pick<Kernel, 'egress' | 'clock' | 'registry' | 'presence' | 'config'>

/** Names an endpoint's lane. */
const laneKey = (workspaceId: string, webhookId: string) => `${workspaceId} ${webhookId}`

/** Sends what it is given, each endpoint within its share and in turn, and hands the outcome on. */
export class Sender {
  readonly #parts: SenderParts
  readonly #record: (done: Try) => void
  readonly #inHand: Set<string>
  readonly #lanes = new Map<string, Lane>()
  #queued = 0
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
      const key = laneKey(one.target.workspaceId, one.target.id)
      const lane = this.#lanes.get(key) ?? new Lane()
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
    return !this.isDraining && !this.#lanes.get(laneKey(workspaceId, id))?.isFull
  }

  /** Lanes that take no more for now. */
  fullLanes(): string[] {
    return [...this.#lanes].filter(([, lane]) => lane.isFull).map(([key]) => key)
  }

  /** Whether a workspace has an endpoint that is full but fast: its events had better wait for it in the log. */
  isBusyWith(workspaceId: string): boolean {
    const now = performance.now()
    for (const [key, lane] of this.#lanes)
      if (lane.isFull && key.startsWith(workspaceId) && lane.isFast(now)) return true
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
    for (const { id } of [...this.#lanes.values()].flatMap((lane) => lane.clear())) {
      this.#queued--
      this.#inHand.delete(id)
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
    let isProgressing = true
    while (isProgressing && !this.isDraining && this.#parts.presence.holdsLeases()) {
      isProgressing = false
      for (const [key, lane] of this.#lanes) {
        if (this.#inFlight >= mostInFlight) return
        const owed = lane.begin()
        if (owed) {
          isProgressing = true
          this.#queued--
          void this.#send(owed, lane)
        } else if (lane.isEmpty) this.#lanes.delete(key)
      }
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

function attempt(
  { egress, registry, config }: SenderParts,
  { event, target }: Owed,
  nowMs: number,
): ReturnType<Egress['send']> {
  const type = event.record ? registry.types.get(event.record.type) : undefined
  const body = formatBody(target.format, { event, type, ownerId: target.ownerId })
  const message = {
    id: event.id,
    webhookId: target.id,
    name: event.type,
    timestampMs: nowMs,
    body,
    secrets: target.secrets,
  }
  const headers = {
    ...target.headers,
    'content-type': 'application/json',
    'user-agent': config.userAgent,
    ...formatHeaders(target.format, message),
  }
  return egress.send({ url: target.url, method: 'POST', headers, body, timeoutMs: target.timeoutMs })
}
