import { backoffMs, pause } from './backoff.ts'
import { createStore, type Store } from './store.ts'

/** What waits for the server to answer again. */
export interface Waiting {
  count: number
  /** Why the last try failed, in words. */
  reason: string
}

export interface RetryQueueOptions {
  fetch: typeof globalThis.fetch
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>
}

interface Entry {
  attempt: () => Promise<Response>
  resolve: (response: Response) => void
  reject: (error: unknown) => void
  signal: AbortSignal | undefined
  refusals: number
}

/** A server that answers "not now" is believed after this many tries; a network that is gone is waited for. */
const mostRefusals = 5
const busy = new Set([429, 502, 503, 504])

/**
 * One line for every request that could not be answered: the oldest goes first, and while it fails the others wait.
 * Only requests that may be repeated enter: reads, and writes with an Idempotency-Key.
 */
export class RetryQueue {
  readonly waiting: Store<Waiting | null> = createStore<Waiting | null>(null)
  readonly #fetch: typeof globalThis.fetch
  readonly #wait: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly #line: Entry[] = []
  #wake = new AbortController()
  #isDraining = false

  constructor({ fetch, wait = pause }: RetryQueueOptions) {
    this.#fetch = fetch
    this.#wait = wait
  }

  /** Sends a request; resolves with the server's answer however long the way to it was interrupted. */
  readonly send: typeof globalThis.fetch = async (input, init = {}) => {
    const attempt = () => this.#fetch(input, init)
    if (!isRepeatable(init)) return attempt()
    const signal = init.signal ?? undefined
    if (this.#line.length > 0) return this.#enter(attempt, signal)
    try {
      const response = await attempt()
      return busy.has(response.status) ? await this.#enter(attempt, signal) : response
    } catch (error) {
      if (signal?.aborted) throw error
      return this.#enter(attempt, signal)
    }
  }

  /** Tries again at once, as when the network came back. */
  readonly hurry = (): void => {
    this.#wake.abort()
    this.#wake = new AbortController()
  }

  #enter(attempt: Entry['attempt'], signal: AbortSignal | undefined): Promise<Response> {
    return new Promise((resolve, reject) => {
      const entry: Entry = { attempt, resolve, reject, signal, refusals: 0 }
      this.#line.push(entry)
      signal?.addEventListener('abort', () => this.#leave(entry, () => reject(signal.reason)))
      this.#tell(this.waiting.get()?.reason ?? 'Pulse does not answer.')
      if (!this.#isDraining) void this.#drain()
    })
  }

  #leave(entry: Entry, settle: () => void): void {
    const at = this.#line.indexOf(entry)
    if (at < 0) return
    this.#line.splice(at, 1)
    settle()
    this.#tell(this.waiting.get()?.reason ?? '')
  }

  async #drain(): Promise<void> {
    this.#isDraining = true
    let tries = 0
    for (let entry = this.#line[0]; entry; entry = this.#line[0]) {
      if (tries === 0) await this.#wait(backoffMs(0), this.#wake.signal)
      const afterMs = await this.#tryOnce(entry, tries)
      tries = afterMs === undefined ? 1 : tries + 1
      if (afterMs !== undefined) await this.#wait(afterMs, this.#wake.signal)
    }
    this.#isDraining = false
  }

  /** Answers how long to wait before the same entry goes again, or nothing when it is settled. */
  async #tryOnce(entry: Entry, tries: number): Promise<number | undefined> {
    try {
      const response = await entry.attempt()
      if (busy.has(response.status) && ++entry.refusals < mostRefusals) {
        this.#tell(response.status === 429 ? 'Too many requests for a moment.' : 'Pulse is busy or starting.')
        return retryAfterMs(response) ?? backoffMs(tries)
      }
      this.#leave(entry, () => entry.resolve(response))
      return undefined
    } catch {
      this.#tell('Pulse cannot be reached.')
      return backoffMs(tries)
    }
  }

  #tell(reason: string): void {
    this.waiting.set(this.#line.length === 0 ? null : { count: this.#line.length, reason })
  }
}

function isRepeatable({ method = 'GET', headers }: RequestInit): boolean {
  return method === 'GET' || new Headers(headers).has('idempotency-key')
}

function retryAfterMs({ headers }: Response): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 60) * 1_000 : undefined
}
