import type pg from 'pg'
import type { Config } from '../config.ts'
import { pause } from '../clock.ts'
import type { Log } from '../log.ts'
import { isUnavailable } from './errors.ts'
import { readEpoch } from './epoch.ts'
import { migrate, refuseOutdated } from './migrate.ts'
import { makePartitionsAhead } from './partitions.ts'
import { reachAlone, reachBeside, wayOf, type Reached } from './reach.ts'
import { createEncoder, type Encode } from './rows.ts'
import { indexOnlyPlans, openPool, type DatabaseTarget } from './pool.ts'

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
  /** Whether this is the embedded server, which no other server uses. */
  embedded: boolean
  /** Whether a server runs on it beside this process; only commands are opened beside one. */
  isServed: boolean
  close(): Promise<void>
}

const retryMs = 3_000

interface BootParts {
  log: Log
  now: () => number
  prepare: (owner: pg.Pool) => Promise<unknown>
}

/** Starts or reaches the database and brings it up to date; waits for a server that is not there yet. */
export async function bootDatabase(config: Config, parts: BootParts): Promise<Pools> {
  const reached = await reachAlone(wayOf(config))
  if (reached.notice) parts.log.warn(reached.notice)
  return open(reached, parts.log, (owner) => whenReachable(parts.log, () => bringUpToDate(owner, parts)))
}

/** Opens the database for a command, beside a server that may be running: nothing is migrated. */
export async function joinDatabase(config: Config, { log }: Pick<BootParts, 'log'>): Promise<Pools> {
  const reached = await reachBeside(wayOf(config))
  const pools = await open(reached, log, (owner) =>
    withClient(owner, async (client) => {
      await refuseOutdated(client)
      return lookUp(client)
    }),
  )
  return { ...pools, isServed: reached.isServed }
}

async function open(
  reached: Reached,
  log: Log,
  prepare: (owner: pg.Pool) => Promise<Pick<Pools, 'epoch' | 'encode'>>,
): Promise<Pools> {
  const { target, own } = reached
  const owner = openPool(target, { role: 'owner', most: 6, statementTimeoutMs: 600_000 })
  const watch = own && watchServer(own, log)
  const close = async (pools: readonly pg.Pool[]) => {
    clearInterval(watch)
    await Promise.all(pools.map((pool) => pool.end()))
    await reached.close()
  }
  try {
    const { epoch, encode } = await prepare(owner)
    const app = openPool(target, { role: 'pulse_app', most: 12, statementTimeoutMs: 30_000, pipeline: true })
    const engine = openPool(target, {
      role: 'pulse_engine',
      most: 10,
      statementTimeoutMs: 60_000,
      pipeline: true,
      settings: indexOnlyPlans,
    })
    const embedded = reached.isEmbedded
    return {
      target,
      owner,
      app,
      engine,
      epoch,
      encode,
      embedded,
      isServed: false,
      close: () => close([app, engine, owner]),
    }
  } catch (error) {
    await close([owner])
    throw error
  }
}

const bringUpToDate = (owner: pg.Pool, { log, now, prepare }: BootParts) =>
  withClient(owner, async (client) => {
    const applied = await migrate(client)
    if (applied.length > 0) log.info({ migrations: applied }, 'database brought up to date')
    await prepare(owner)
    await makePartitionsAhead(client, now())
    return lookUp(client)
  })

const lookUp = async (client: pg.ClientBase) => ({
  epoch: await readEpoch(client),
  encode: await createEncoder(client),
})

/** Runs work on a connection of its own. */
export async function withClient<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  try {
    return await work(client)
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

/** Brings a killed server back; requests answer 503 meanwhile. */
function watchServer({ embedded, hold }: NonNullable<Reached['own']>, log: Log): NodeJS.Timeout {
  return setInterval(() => {
    if (embedded.isAlive()) return
    log.warn('the embedded Postgres is gone; starting it again')
    embedded
      .revive()
      .then(() => hold.renew())
      .catch((error: unknown) => log.error({ err: error }, 'the embedded Postgres does not start'))
  }, 500)
}
