import pg from 'pg'
import type { Config } from '../config.ts'
import { pause } from '../clock.ts'
import { startEmbedded, type EmbeddedPostgres } from '../embedded/supervisor.ts'
import type { Log } from '../log.ts'
import { isUnavailable } from './errors.ts'
import { readEpoch } from './epoch.ts'
import { holdFolder, type FolderHold } from './hold.ts'
import { migrate } from './migrate.ts'
import { makePartitionsAhead } from './partitions.ts'
import { createEncoder, type Encode } from './rows.ts'
import { connectionOf, indexOnlyPlans, openPool, type DatabaseTarget } from './pool.ts'

/** The open database: one pool for each role. */
export interface Pools {
  target: DatabaseTarget
  /** Migrations, partitions and the job queue's own bookkeeping. */
  owner: pg.Pool
  /** Requests: row security in force. */
  app: pg.Pool
  /** Dispatcher, sender and jobs. */
  engine: pg.Pool
  epoch: number
  encode: Encode
  /** Whether this is the embedded server, which no other process uses. */
  embedded: boolean
  close(): Promise<void>
}

const databaseName = 'pulse'
const retryMs = 3_000

/** Starts or reaches the database and brings it up to date; waits for a server that is not there yet. */
export async function bootDatabase(
  config: Config,
  { log, now, prepare }: { log: Log; now: () => number; prepare: (owner: pg.Pool) => Promise<unknown> },
): Promise<Pools> {
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbedded(config.dataFolder, config.secrets.databasePassword)
  if (embedded?.notice) log.warn(embedded.notice)
  const target = embedded ? await embeddedTarget(embedded) : { connectionString: config.databaseUrl ?? '' }
  const hold = embedded && (await holdFolder(target, config))
  const owner = openPool(target, { role: 'owner', most: 6, statementTimeoutMs: 600_000 })
  const { epoch, encode } = await whenReachable(log, () => bringUpToDate(owner, { log, now, prepare }))
  const app = openPool(target, { role: 'pulse_app', most: 12, statementTimeoutMs: 30_000, pipeline: true })
  const engine = openPool(target, {
    role: 'pulse_engine',
    most: 10,
    statementTimeoutMs: 60_000,
    pipeline: true,
    settings: indexOnlyPlans,
  })
  const watch = embedded && watchServer(embedded, hold, log)
  return {
    target,
    owner,
    app,
    engine,
    epoch,
    encode,
    embedded: embedded !== undefined,
    close: async () => {
      clearInterval(watch)
      await Promise.all([app.end(), engine.end(), owner.end()])
      await hold?.release()
      await embedded?.stop()
    },
  }
}

async function bringUpToDate(
  owner: pg.Pool,
  { log, now, prepare }: { log: Log; now: () => number; prepare: (owner: pg.Pool) => Promise<unknown> },
): Promise<Pick<Pools, 'epoch' | 'encode'>> {
  const client = await owner.connect()
  try {
    const applied = await migrate(client)
    if (applied.length > 0) log.info({ migrations: applied }, 'database brought up to date')
    await prepare(owner)
    await makePartitionsAhead(client, now())
    return { epoch: await readEpoch(client), encode: await createEncoder(client) }
  } finally {
    client.release()
  }
}

async function whenReachable<Result>(log: Log, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isUnavailable(error)) throw error
      log.warn({ err: error }, 'the database is not reachable yet; trying again')
      await pause(retryMs)
    }
  }
}

async function embeddedTarget({ connection }: EmbeddedPostgres): Promise<DatabaseTarget> {
  const target = { ...connection, database: databaseName }
  const client = new pg.Client(
    connectionOf({ ...connection, database: 'postgres' }, { role: 'owner', statementTimeoutMs: 60_000 }),
  )
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName])
    if (rowCount === 0) await client.query(`create database ${databaseName}`)
  } finally {
    await client.end()
  }
  return target
}

/** Brings a killed server back; requests answer 503 meanwhile. */
function watchServer(embedded: EmbeddedPostgres, hold: FolderHold | undefined, log: Log): NodeJS.Timeout {
  return setInterval(() => {
    if (embedded.isAlive()) return
    log.warn('the embedded Postgres is gone; starting it again')
    embedded
      .revive()
      .then(() => hold?.renew())
      .catch((error: unknown) => log.error({ err: error }, 'the embedded Postgres does not start'))
  }, 500)
}
