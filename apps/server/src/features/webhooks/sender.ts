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
  onDone?: (try_: Try) => void
}

/** One try of a delivery, over. */
export interface Try {
  owed: Owed
  at: string
  outcome: Outcome
}

/** Sends what it is given, each endpoint within its share, and hands the outcome on. */
export interface Sender {
  take(owed: readonly Owed[]): void
  /** Whether more may be leased now; beyond that the database is the queue. */
  hasRoom(): boolean
  counts(): { queued: number; inFlight: number }
  /** Forgets what was not begun: its leases are no longer ours. */
  clear(): void
  /** Takes no more and resolves when nothing is in flight; what was not begun is dropped, its lease is given back. */
  drain(): Promise<void>
}

const mostInFlight = 512
/** Requests to one endpoint at a time. */
const mostPerTarget = 64
const mostQueued = 4_000

interface Lane {
  waiting: Owed[]
  inFlight: number
}

export function createSender(
  { egress, clock, registry, presence, config }: Kernel,
  record: (done: Try) => void,
): Sender {
  const lanes = new Map<string, Lane>()
  let queued = 0
  let inFlight = 0
  let isDraining = false
  let drained: (() => void) | undefined

  const pump = () => {
    let progressed = true
    while (progressed && !isDraining && presence.holdsLeases()) {
      progressed = false
      for (const [key, lane] of lanes) {
        if (inFlight >= mostInFlight) return
        if (lane.inFlight >= mostPerTarget) continue
        const owed = lane.waiting.shift()
        if (!owed) {
          if (lane.inFlight === 0) lanes.delete(key)
          continue
        }
        queued--
        progressed = true
        void send(owed, lane)
      }
    }
  }

  const send = async (owed: Owed, lane: Lane) => {
    inFlight++
    lane.inFlight++
    const nowMs = clock.now()
    const outcome = await attempt(egress, owed, { registry, nowMs, userAgent: config.userAgent })
    record({ owed, at: new Date(nowMs).toISOString(), outcome })
    inFlight--
    lane.inFlight--
    if (isDraining) {
      if (inFlight === 0) drained?.()
    } else pump()
  }

  const clear = () => {
    for (const lane of lanes.values()) lane.waiting = []
    queued = 0
  }

  return {
    take: (owed) => {
      if (isDraining) return
      for (const one of owed) {
        const key = `${one.target.workspaceId} ${one.target.id}`
        const lane = lanes.get(key)
        if (lane) lane.waiting.push(one)
        else lanes.set(key, { waiting: [one], inFlight: 0 })
      }
      queued += owed.length
      pump()
    },
    hasRoom: () => !isDraining && queued < mostQueued,
    counts: () => ({ queued, inFlight }),
    clear,
    drain: async () => {
      isDraining = true
      clear()
      if (inFlight > 0) await new Promise<void>((resolve) => (drained = resolve))
    },
  }
}

async function attempt(
  egress: Egress,
  { event, target }: Owed,
  { registry, nowMs, userAgent }: { registry: Kernel['registry']; nowMs: number; userAgent: string },
): Promise<Outcome> {
  const type = event.record ? registry.types.get(event.record.type) : undefined
  const body = formatBody(target.format, { event, type, ownerId: target.ownerId })
  const signed = formatHeaders(target.format, {
    id: event.id,
    webhookId: target.id,
    name: event.type,
    timestampMs: nowMs,
    body,
    secrets: target.secrets,
  })
  const headers = { ...target.headers, 'content-type': 'application/json', 'user-agent': userAgent, ...signed }
  return egress.send({ url: target.url, method: 'POST', headers, body, timeoutMs: target.timeoutMs })
}
