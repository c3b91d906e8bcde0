import type { eventLog } from '@pulse/contract'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { backoffMs, pause } from './backoff.ts'
import { createStore } from './store.ts'

export type LiveState = 'off' | 'connecting' | 'live' | 'refused'
export type LiveEvent = eventLog.Event

interface LiveOptions {
  fetch?: typeof globalThis.fetch
  url: string
  /** The credentials of the moment; without any the stream rests. */
  key: () => string | null
}

/** A stream that says nothing for this long is dead: the server's heartbeat comes every 15 seconds. */
const silenceMs = 40_000
const gatherMs = 40

/**
 * The event stream of the workspace, followed across lost connections and restarts of the server: it resumes behind the
 * last event it gave out, so that none is missing and none comes twice.
 */
export class Live {
  readonly state = createStore<LiveState>('off')
  readonly #options: LiveOptions
  readonly #hearers = new Set<(events: readonly LiveEvent[]) => void>()
  readonly #gapHearers = new Set<() => void>()
  #lastId: string | undefined
  readonly #gathered: LiveEvent[] = []
  #running: AbortController | undefined

  constructor(options: LiveOptions) {
    this.#options = options
  }

  /** Hears every event from now on. */
  onEvents(hear: (events: readonly LiveEvent[]) => void): () => void {
    this.#hearers.add(hear)
    return () => this.#hearers.delete(hear)
  }

  /** Hears that what happened before this moment was not streamed: whoever shows a list reads it again. */
  onGap(hear: () => void): () => void {
    this.#gapHearers.add(hear)
    return () => this.#gapHearers.delete(hear)
  }

  start(): void {
    if (this.#running) return
    this.#running = new AbortController()
    void this.#follow(this.#running.signal)
  }

  /** Ends the stream; the next start begins at its own moment. */
  stop(): void {
    this.#running?.abort()
    this.#running = undefined
    this.#lastId = undefined
    this.state.set('off')
  }

  async #follow(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      this.state.set('connecting')
      await this.#connect(signal).catch(() => {})
      if (signal.aborted || this.state.get() === 'refused') return
      if (this.state.get() === 'live') failures = 0
      await pause(backoffMs(failures, { mostMs: 5_000 }), signal)
    }
  }

  /** One connection, until it ends. */
  async #connect(signal: AbortSignal): Promise<void> {
    const { fetch = globalThis.fetch, url, key } = this.#options
    const given = new AbortController()
    const watchdog = new Watchdog(silenceMs, () => given.abort())
    const headers = new Headers({ accept: 'text/event-stream', authorization: `Bearer ${key() ?? ''}` })
    if (this.#lastId) headers.set('last-event-id', this.#lastId)
    try {
      const response = await fetch(url, { headers, signal: AbortSignal.any([signal, given.signal]) })
      if (response.status === 410) this.#lastId = undefined
      // Who may not read events is not let in by asking again.
      if (response.status === 401 || response.status === 403) this.state.set('refused')
      if (response.ok && response.body) await this.#read(response.body, watchdog, this.#lastId === undefined)
    } finally {
      watchdog.stop()
    }
  }

  async #read(body: ReadableStream<Uint8Array>, watchdog: Watchdog, isFresh: boolean): Promise<void> {
    const reader = body
      .pipeThrough(new TransformStream({ transform: (chunk, out) => (watchdog.feed(), out.enqueue(chunk)) }))
      .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
      .pipeThrough(new EventSourceParserStream())
      .getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const { event, id, data } = next.value
      if (event === 'live') {
        this.state.set('live')
        if (isFresh) this.#tellGap()
      } else if (id) this.#take(id, JSON.parse(data) as LiveEvent)
    }
  }

  #tellGap(): void {
    for (const hear of this.#gapHearers) hear()
  }

  #take(id: string, event: LiveEvent): void {
    this.#lastId = id
    this.#gathered.push(event)
    if (this.#gathered.length === 1) setTimeout(() => this.#give(), gatherMs)
  }

  /** Events that come together are given out together: one redraw for a burst. */
  #give(): void {
    const events = this.#gathered.splice(0)
    for (const hear of this.#hearers) hear(events)
  }
}

class Watchdog {
  readonly #ms: number
  readonly #bark: () => void
  #timer: ReturnType<typeof setTimeout>

  constructor(ms: number, bark: () => void) {
    this.#ms = ms
    this.#bark = bark
    this.#timer = setTimeout(bark, ms)
  }

  feed(): void {
    this.stop()
    this.#timer = setTimeout(this.#bark, this.#ms)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
