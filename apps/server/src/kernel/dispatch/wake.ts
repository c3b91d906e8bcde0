import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { pause } from '../clock.ts'
import { connectionOf, type DatabaseTarget } from '../db/pool.ts'

const channel = 'pulse_events'
/** Notifications of this long are sent as one: one in every transaction would serialise all commits. */
const gatherMs = 4
/** A notification holds 8,000 bytes at most; beyond this many workspaces everyone looks for itself. */
const mostNamed = 150

/** Tells other processes which workspaces have new events, and hears it from them. */
export interface Wake {
  tell(workspaceIds: readonly string[]): void
  start(): void
  stop(): Promise<void>
}

interface WakeParts {
  target: DatabaseTarget
  pool: pg.Pool
  /** Called with what other processes tell; `undefined` means any workspace may be concerned. */
  hear: (workspaceIds: readonly string[] | undefined) => void
}

export function createWake({ target, pool, hear }: WakeParts): Wake {
  const origin = randomUUID()
  const gathered = new Set<string>()
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let listener: pg.Client | undefined
  let listening: Promise<void> | undefined

  const send = () => {
    timer = undefined
    const ids = [...gathered]
    gathered.clear()
    const payload = `${origin}:${ids.length > mostNamed ? '*' : ids.join(',')}`
    // A lost notification costs a second: every dispatcher also looks by itself.
    pool.query({ name: 'notify', text: 'select pg_notify($1, $2)', values: [channel, payload] }).catch(() => {})
  }

  const receive = ({ payload = '' }: pg.Notification) => {
    const [from, ids = ''] = payload.split(':')
    if (from !== origin) hear(ids === '*' ? undefined : ids.split(','))
  }

  const listen = async () => {
    while (!stop.signal.aborted) {
      const client = new pg.Client(connectionOf(target, { role: 'pulse_engine', statementTimeoutMs: 10_000 }))
      const lost = new Promise<void>((resolve) => client.once('end', resolve).once('error', () => resolve()))
      try {
        client.on('notification', receive)
        await client.connect()
        await client.query(`listen ${channel}`)
        listener = client
        await lost
      } catch {
        await client.end().catch(() => {})
      }
      await pause(500, stop.signal)
    }
  }

  return {
    tell: (workspaceIds) => {
      for (const id of workspaceIds) gathered.add(id)
      timer ??= setTimeout(send, gatherMs)
    },
    start: () => {
      listening = listen()
    },
    stop: async () => {
      clearTimeout(timer)
      if (gathered.size > 0) send()
      stop.abort()
      await listener?.end().catch(() => {})
      await listening
    },
  }
}
