import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { pause } from '../clock.ts'
import { connectionOf, type DatabaseTarget } from '../db/pool.ts'

const channel = 'pulse_events'
/** Notifications of this long are sent as one: one in every transaction would serialise all commits. */
const gatherMs = 4
/** A notification holds 8,000 bytes at most; beyond this many workspaces everyone looks for itself. */
const mostNamed = 150
const reconnectMs = 500

interface WakeParts {
  target: DatabaseTarget
  pool: pg.Pool
  /** No other process uses this database. */
  isAlone: boolean
}

type Hear = (workspaceIds: readonly string[]) => void

/** Tells who handles events, here and in other processes, which workspaces have new ones. */
export class Wake {
  readonly #parts: WakeParts
  readonly #origin = randomUUID()
  readonly #gathered = new Set<string>()
  readonly #stop = new AbortController()
  readonly #listeners: Hear[] = []
  #timer: NodeJS.Timeout | undefined
  #client: pg.Client | undefined
  #listening: Promise<void> | undefined

  constructor(parts: WakeParts) {
    this.#parts = parts
  }

  /** Adds someone in this process who wants to know of new events. */
  onTold(hear: Hear): void {
    this.#listeners.push(hear)
  }

  /** Announces committed events: at once in this process, within milliseconds in others. */
  readonly tell = (workspaceIds: readonly string[]): void => {
    this.#hear(workspaceIds)
    if (this.#parts.isAlone) return
    for (const id of workspaceIds) this.#gathered.add(id)
    this.#timer ??= setTimeout(() => this.#send(), gatherMs)
  }

  #hear(workspaceIds: readonly string[]): void {
    for (const hear of this.#listeners) hear(workspaceIds)
  }

  start(): void {
    if (!this.#parts.isAlone) this.#listening = this.#listen()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#gathered.size > 0) this.#send()
    this.#stop.abort()
    await this.#client?.end().catch(() => {})
    await this.#listening
  }

  /** A lost notification costs a second: every dispatcher also looks by itself. */
  #send(): void {
    this.#timer = undefined
    const ids = [...this.#gathered]
    this.#gathered.clear()
    const payload = `${this.#origin}:${ids.length > mostNamed ? '*' : ids.join(',')}`
    this.#parts.pool
      .query({ name: 'notify', text: 'select pg_notify($1, $2)', values: [channel, payload] })
      .catch(() => {})
  }

  #receive({ payload = '' }: pg.Notification): void {
    const [from, ids = ''] = payload.split(':')
    // A star stands for more than fit: each dispatcher finds them by looking, within a second.
    if (from !== this.#origin && ids !== '*') this.#hear(ids.split(','))
  }

  async #listen(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const client = new pg.Client(
        connectionOf(this.#parts.target, { role: 'pulse_engine', statementTimeoutMs: 10_000 }),
      )
      const lost = new Promise<void>((resolve) => client.once('end', resolve))
      // A connection that breaks says so more than once; what counts is its end.
      client.on('error', () => {})
      client.on('notification', (message) => this.#receive(message))
      try {
        await client.connect()
        await client.query(`listen ${channel}`)
        this.#client = client
        if (!this.#stop.signal.aborted) await lost
      } catch {
        // Begun again below: meanwhile every dispatcher looks by itself.
      }
      await client.end().catch(() => {})
      await pause(reconnectMs, this.#stop.signal)
    }
  }
}
