import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../../apps/server/src/kernel/embedded/supervisor.ts'

const main = join(import.meta.dirname, '../../apps/server/src/main.ts')

/** A Pulse of its own, as users start it, on a fresh database; its Postgres also counts statements. */
export interface BenchPulse {
  origin: string
  key: string
  /** Commits and statements of the database so far. */
  counters(): Promise<{ commits: number; statements: number; walBytes: number }>
  query<Row extends object>(text: string): Promise<Row[]>
  stop(): Promise<void>
}

export async function startPulse(): Promise<BenchPulse> {
  const folder = mkdtempSync(join(tmpdir(), 'pulse-bench-'))
  chmodSync(folder, 0o755)
  const server = await startEmbedded(join(folder, 'server'), 'bench-only-password', {
    shared_preload_libraries: 'pg_stat_statements',
    'pg_stat_statements.track': 'top',
  })
  const { host, user, password } = server.connection
  const database = new pg.Client({ host, user, password, database: 'postgres' })
  await database.connect()
  await database.query('create extension pg_stat_statements')
  const url = `postgres://${user}:${password}@localhost/postgres?host=${host}`
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      PULSE_DATA: join(folder, 'data'),
      PORT: '0',
      EGRESS_ALLOW: '127.0.0.0/8',
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { origin, token } = await firstStart(child)
  const response = await fetch(`${origin}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  const { key } = (await response.json()) as { key: { key: string } }
  const query = async <Row extends object>(text: string) => (await database.query<Row>(text)).rows
  return {
    origin,
    key: key.key,
    query,
    counters: async () => {
      const [row] = await query<{ commits: string; statements: string; wal: string }>(
        `select (select sum(xact_commit) from pg_stat_database) as commits, (select wal_bytes from pg_stat_wal) as wal,
           (select coalesce(sum(calls), 0) from pg_stat_statements where query not ilike 'begin%' and query not ilike 'commit%') as statements`,
      )
      return { commits: Number(row?.commits), statements: Number(row?.statements), walBytes: Number(row?.wal) }
    },
    stop: async () => {
      await database.end()
      const gone = new Promise((resolve) => child.on('exit', resolve))
      child.kill('SIGTERM')
      await gone
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Reads the log until the server listens and has printed its one-time link. */
function firstStart(child: ChildProcess): Promise<{ origin: string; token: string }> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const [, origin, token] = /(http:\/\/[^/\s"]+)\/setup#(\w+)/.exec(text) ?? []
      if (origin && token) resolve({ origin, token })
    })
    child.on('exit', (code) => reject(new Error(`The server ended with code ${code}:\n${text}`)))
  })
}

/** One request with the bench's key; throws what was refused. */
export async function post(
  { origin, key }: Pick<BenchPulse, 'origin' | 'key'>,
  path: string,
  body: string,
): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const response = await fetch(origin + path, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}
