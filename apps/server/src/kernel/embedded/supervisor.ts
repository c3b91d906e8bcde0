import { existsSync, mkdirSync } from 'node:fs'
import pg from 'pg'
import { pause } from '../clock.ts'
import { initialise, lastLogLines, launch, livePid, superuser } from './cluster.ts'
import { choosePlace, type Place } from './place.ts'

/** How to reach the embedded server. */
export interface EmbeddedConnection {
  host: string
  port: number
  user: string
  password: string
}

export interface EmbeddedPostgres {
  connection: EmbeddedConnection
  notice: string | undefined
  isAlive(): boolean
  /** Starts the server again if it died; harmless while it lives. */
  revive(): Promise<void>
  /** Stops the server after finishing what runs; call it when every connection is drained. */
  stop(): Promise<void>
}

const startTimeoutMs = 30_000
const recoveryTimeoutMs = 600_000
const stopTimeoutMs = 20_000

/** Starts, or adopts when one is still alive, the Postgres of a data folder; makes the cluster on first use; `settings` go beyond the usual ones. */
export async function startEmbedded(
  dataFolder: string,
  password: string,
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres> {
  if (!existsSync(dataFolder)) mkdirSync(dataFolder, { recursive: true, mode: 0o755 })
  const place = choosePlace(dataFolder)
  initialise(place, password)
  const connection = { host: place.socket, port: 5432, user: superuser, password }
  let reviving: Promise<void> | undefined
  const revive = () => (reviving ??= bringUp(place, connection, settings).finally(() => (reviving = undefined)))
  await revive()
  return {
    connection,
    notice: place.notice,
    isAlive: () => livePid(place) !== undefined,
    revive,
    stop: () => shutDown(place),
  }
}

type State = 'ready' | 'starting' | 'absent'

/** Connects or launches until it answers: a postmaster killed a moment ago keeps its lock for 2–3 s. */
async function bringUp(place: Place, connection: EmbeddedConnection, settings: Record<string, string>): Promise<void> {
  const begun = Date.now()
  let child: ReturnType<typeof launch> | undefined
  for (;;) {
    const state = await probe(connection)
    if (state === 'ready') return
    const isRunning = child?.exitCode === null && child.signalCode === null
    if (state === 'absent' && !isRunning) child = launch(place, settings)
    const limit = state === 'starting' ? recoveryTimeoutMs : startTimeoutMs
    if (Date.now() - begun > limit) throw new Error(`The embedded Postgres does not start:\n${lastLogLines(place)}`)
    await pause(isRunning || state === 'starting' ? 20 : 100)
  }
}

async function probe(connection: EmbeddedConnection): Promise<State> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return 'ready'
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code === '57P03' || code === '53300') return 'starting'
    if (code === '28P01')
      throw new Error(
        'The database password in the secrets file does not fit this data folder; put the right secrets file back.',
        { cause: error },
      )
    return 'absent'
  } finally {
    await client.end().catch(() => {})
  }
}

async function shutDown(place: Place): Promise<void> {
  const pid = livePid(place)
  if (pid === undefined) return
  process.kill(pid, 'SIGINT')
  const begun = Date.now()
  while (livePid(place) !== undefined) {
    if (Date.now() - begun > stopTimeoutMs) return void process.kill(pid, 'SIGQUIT')
    await pause(5)
  }
}
