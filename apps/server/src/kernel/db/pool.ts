import pg from 'pg'

/** How to reach one database: the fields of a connection string, or of the embedded server. */
export interface DatabaseTarget {
  host?: string
  port?: number
  user?: string
  password?: string
  database?: string
  connectionString?: string
}

export type Role = 'owner' | 'pulse_app' | 'pulse_engine'

export interface PoolOptions {
  role: Role
  most: number
  /** 0 for none. */
  statementTimeoutMs: number
  /** Queries are sent without waiting for the answer of the one before. */
  pipeline?: boolean
  settings?: Record<string, string>
}

/** Plans of the engine stay on indexes: statistics taken while its tables are empty would turn them into full scans. */
export const indexOnlyPlans = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
}

const timestamptz = 1184
const bigint = 20
const date = 1082
const numeric = 1700
const json = 114

/** Values as the rest of Pulse expects them: times as ISO text in UTC, bigint as number, json (snapshots, sent on as they are) as its text, all else as the driver reads it. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === timestamptz) return isoText as never
    if (oid === bigint) return Number as never
    if (oid === date || oid === numeric || oid === json) return String as never
    return pg.types.getTypeParser(oid, format)
  },
}

/** `2026-11-21 02:11:00.12+00` → `2026-11-21T02:11:00.120Z`. */
function isoText(text: string): string {
  const utc = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/.exec(text)
  if (!utc) return new Date(text).toISOString()
  return `${utc[1]}T${utc[2]}.${(utc[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`
}

/** The connection settings of a role; `owner` is whoever the target logs in as. */
export function connectionOf(
  target: DatabaseTarget,
  { role, statementTimeoutMs, pipeline, settings = {} }: Omit<PoolOptions, 'most'>,
): pg.ClientConfig {
  const all = {
    ...(role !== 'owner' && { role }),
    statement_timeout: String(statementTimeoutMs),
    idle_in_transaction_session_timeout: '30000',
    lock_timeout: '10000',
    timezone: 'UTC',
    ...settings,
  }
  const options = Object.entries(all)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
  return {
    ...target,
    options,
    // The owner's connections serve the job queue, which expects the driver's own readings.
    ...(role !== 'owner' && { types }),
    application_name: `pulse ${role}`,
    connectionTimeoutMillis: 5_000,
    ...(statementTimeoutMs > 0 && { query_timeout: statementTimeoutMs + 5_000 }),
    keepAlive: true,
    ...(pipeline && { pipeline: true }),
  }
}

/** Opens a pool of connections in one role; broken idle connections are dropped and made anew on demand. */
export function openPool(target: DatabaseTarget, options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({ ...connectionOf(target, options), max: options.most, idleTimeoutMillis: 60_000 })
  // A connection that breaks is made anew on demand; whoever was using it hears of it by its query.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}
