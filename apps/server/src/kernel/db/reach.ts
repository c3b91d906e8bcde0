import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Config } from '../config.ts'
import { startEmbedded, type EmbeddedConnection, type EmbeddedPostgres } from '../embedded/supervisor.ts'
import { refuse } from '../refusal.ts'
import { holdFolder, type FolderHold } from './hold.ts'
import { connectionOf, type DatabaseTarget } from './pool.ts'

/** What leads to the database: the address, or the folder and password of the embedded one. */
export type Way = Pick<Config, 'dataFolder' | 'databaseUrl'> & { databasePassword: string }

/** A database within reach, and what this process holds of it. */
export interface Reached {
  target: DatabaseTarget
  /** The embedded server and the claim on its folder, where this process has it to itself. */
  own: { embedded: EmbeddedPostgres; hold: FolderHold } | undefined
  isEmbedded: boolean
  notice: string | undefined
  /** Gives the claim back and stops the embedded server, where this process had it. */
  close(): Promise<void>
}

/** A database reached by a command, whether or not a server runs on it. */
export interface Beside extends Reached {
  isServed: boolean
}

const databaseName = 'pulse'
/** A process whose last sign of life is older than this is not running any more. */
const aliveSeconds = 10

export const wayOf = ({ dataFolder, databaseUrl, secrets }: Config): Way => ({
  dataFolder,
  databaseUrl,
  databasePassword: secrets.databasePassword,
})

/** For a server: the embedded database is started and its folder claimed, or refused while another process has it. */
export async function reachAlone(way: Way): Promise<Reached> {
  if (way.databaseUrl) return reachUrl(way.databaseUrl)
  const reached = await reachEmbedded(way)
  if (reached.own) return reached
  return refuse(
    `Pulse already runs on ${way.dataFolder} (${reached.heldBy}); stop it first or set PULSE_DATA to another folder.`,
  )
}

/** For a command: a running server keeps its claim and its database is used beside it; where none runs, the embedded database is started and claimed until the command ends. */
export async function reachBeside(way: Way): Promise<Beside> {
  if (way.databaseUrl) {
    const reached = reachUrl(way.databaseUrl)
    return { ...reached, isServed: await isServed(reached.target) }
  }
  refuseNoData(way.dataFolder)
  const reached = await reachEmbedded(way)
  return { ...reached, isServed: reached.own === undefined }
}

/** A command that looks for data must not make an empty place by looking. */
export function refuseNoData(dataFolder: string): void {
  if (existsSync(join(dataFolder, 'postgres'))) return
  refuse(`There is no Pulse data in ${dataFolder}; set PULSE_DATA to the folder of yours, or DATABASE_URL.`)
}

const reachUrl = (connectionString: string): Reached => ({
  target: { connectionString },
  own: undefined,
  isEmbedded: false,
  notice: undefined,
  close: async () => {},
})

async function reachEmbedded({ dataFolder, databasePassword }: Way): Promise<Reached & { heldBy?: string }> {
  const embedded = await startEmbedded(dataFolder, databasePassword)
  const target = await makeDatabase(embedded.connection)
  const hold = await holdFolder(target)
  const reached = { target, isEmbedded: true, notice: embedded.notice }
  if ('heldBy' in hold) return { ...reached, own: undefined, heldBy: hold.heldBy, close: async () => {} }
  const close = async () => {
    await hold.release()
    await embedded.stop()
  }
  return { ...reached, own: { embedded, hold }, close }
}

async function makeDatabase(connection: EmbeddedConnection): Promise<DatabaseTarget> {
  await withOwner({ ...connection, database: 'postgres' }, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName])
    if (rowCount === 0) await client.query(`create database ${databaseName}`)
  })
  return { ...connection, database: databaseName }
}

/** Whether a process of Pulse showed a sign of life a moment ago. Asked as the engine: row security hides the rows from an owner that is not a superuser. */
export function isServed(target: DatabaseTarget): Promise<boolean> {
  return withOwner(target, async (client) => {
    const made = await client.query<{ made: boolean }>(`select to_regclass('public.workers') is not null as made`)
    if (!made.rows[0]?.made) return false
    await client.query('set role pulse_engine')
    const { rowCount } = await client.query(
      'select from workers where heartbeat_at > now() - make_interval(secs => $1) limit 1',
      [aliveSeconds],
    )
    return rowCount === 1
  })
}

async function withOwner<Result>(
  target: DatabaseTarget,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(connectionOf(target, { role: 'owner', statementTimeoutMs: 60_000 }))
  // Whoever waits for an answer hears of a broken connection by it.
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
