import type { Egress, Outcome } from '#kernel/egress/egress'
import type { Kernel } from '#kernel/kernel'
import type { StoredEvent } from '#kernel/spine/event'
import { formatBody, formatHeaders } from './formats.ts'
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
}

const mostInFlight = 512
/** Requests to one endpoint at a time. */
const mostPerTarget = 64
const mostQueued = 4_000

interface Lane {
  waiting: Owed[]
  inFlight: number
}

type SenderParts = Pick<Kernel, 'egress' | 'clock' | 'registry' | 'presence' | 'config'>

/** Sends what it is given, each endpoint within its share and in turn, and hands the outcome on. */
export class Sender {
  readonly #parts: SenderParts
  readonly #record: (done: Try) => void
  readonly #lanes = new Map<string, Lane>()
  #queued = 0
  #inFlight = 0
  #onDrained: (() => void) | undefined

  constructor(parts: SenderParts, record: (done: Try) => void) {
    this.#parts = parts
    this.#record = record
  }

  take(owed: readonly Owed[]): void {
    if (this.#onDrained) return
    for (const one of owed) {
      const key = `${one.target.workspaceId} ${one.target.id}`
      const lane = this.#lanes.get(key)
      if (lane) lane.waiting.push(one)
      else this.#lanes.set(key, { waiting: [one], inFlight: 0 })
    }
    this.#queued += owed.length
    this.#pump()
  }

  /** Whether more may be leased now; beyond that the database is the queue. */
  get hasRoom(): boolean {
    return !this.#onDrained && this.#queued < mostQueued
  }

  get counts(): { queued: number; inFlight: number } {
    return { queued: this.#queued, inFlight: this.#inFlight }
  }

  get isIdle(): boolean {
    return this.#queued + this.#inFlight === 0
  }

  /** Forgets what was not begun: its leases are no longer ours. */
  clear(): void {
    for (const lane of this.#lanes.values()) lane.waiting = []
    this.#queued = 0
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
    while (isProgressing && !this.#onDrained && this.#parts.presence.holdsLeases()) {
      isProgressing = false
      for (const [key, lane] of this.#lanes) {
        if (this.#inFlight >= mostInFlight) return
        if (this.#begin(key, lane)) isProgressing = true
      }
    }
  }

  #begin(key: string, lane: Lane): boolean {
    if (lane.inFlight >= mostPerTarget) return false
    const owed = lane.waiting.shift()
    if (!owed) {
      if (lane.inFlight === 0) this.#lanes.delete(key)
      return false
    }
    this.#queued--
    void this.#send(owed, lane)
    return true
  }

  async #send(owed: Owed, lane: Lane): Promise<void> {
    this.#inFlight++
    lane.inFlight++
    const nowMs = this.#parts.clock.now()
    const outcome = await attempt(this.#parts, owed, nowMs)
    this.#record({ owed, at: new Date(nowMs).toISOString(), outcome })
    this.#inFlight--
    lane.inFlight--
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
