import type { FastifyInstance } from 'fastify'
import type { PoolClient } from 'pg'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { createVault, type Vault } from './crypto.ts'
import { bootDatabase, joinDatabase, withClient, type Pools } from './db/boot.ts'
import { scopedDatabases, type Database, type Reader } from './db/kysely.ts'
import { makePartitions } from './db/partitions.ts'
import { createDisk, type Disk } from './disk.ts'
import type { Consumer } from './dispatch/consumer.ts'
import { Wake } from './dispatch/wake.ts'
import { createEgress, type Egress } from './egress/egress.ts'
import { createHttp, type Authenticate } from './http/http.ts'
import type { ServeStream } from './http/serve-stream.ts'
import type { Serve } from './http/serve.ts'
import { createServer } from './http/server.ts'
import { createIds, type NewId } from './id.ts'
import { Jobs, migrateJobs } from './jobs.ts'
import { createLive, type Live } from './live/live.ts'
import { createLog, type Log } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createPresence, type Presence } from './presence.ts'
import type { Registry } from './registry.ts'
import { createAppend, type Append } from './spine/append.ts'
import { createNote, type Note, type NoteOne } from './spine/note.ts'
import { createRepeats, type Repeats } from './spine/repeats.ts'
import { createWrite, type Write } from './spine/write.ts'
import { createTypes, type Types } from './types.ts'

/** What every feature is built from. */
export interface Kernel {
  config: Config
  clock: Clock
  log: Log
  newId: NewId
  registry: Registry
  types: Types
  vault: Vault
  server: FastifyInstance
  serve: Serve
  serveStream: ServeStream
  /** Routes served so far, in the contract's spelling. */
  routes: ReadonlySet<string>
  /** Where the server listens, as people open it. */
  address: () => string
  /** Adds a kind of credentials. */
  authenticateBy: (authenticate: Authenticate) => void
  /** Reads of one workspace. */
  db: (workspaceId: string) => Reader
  write: Write
  append: Append
  note: Note
  noteOne: NoteOne
  /** Runs schema work, such as making partitions, as the owner of the tables. */
  asOwner: <Result>(work: (client: PoolClient) => Promise<Result>) => Promise<Result>
  /** Whether the database is the embedded one. */
  isEmbedded: boolean
  /** Whether a server runs on it beside this process, which then is a command. */
  isServed: boolean
  epoch: () => number
  jobs: Jobs
  presence: Presence
  egress: Egress
  metrics: Metrics
  disk: Disk
  queues: Queues
  /** What reacts to events; features add theirs while they are installed. */
  consumers: Consumer[]
  wake: Wake
  /** Follows events as they commit, for streams. */
  live: Live
  lifecycle: Lifecycle
  /** Closes the database, last of all. */
  close: () => Promise<void>
}

/** What waits in this process, shown by health and metrics. */
export type Queues = Map<string, () => Record<string, number>>

/** Whether the process is on its way out: it answers what it has and takes no more writes. */
export interface Lifecycle {
  isStopping: boolean
}

export interface KernelOptions {
  config: Config
  clock: Clock
  registry: Registry
  /** Tests: answers and refusals are checked against the contract. */
  strict: boolean
  /** Commands: beside a server that may be running, without bringing the database up to date. */
  beside: boolean
}

/** Opens the database and builds the kernel on it; nothing runs until the app starts it. */
export async function createKernel({ config, clock, registry, strict, beside }: KernelOptions): Promise<Kernel> {
  const log = createLog(config.logLevel)
  const boot = { log, now: () => clock.now(), prepare: migrateJobs }
  const pools = await (beside ? joinDatabase(config, boot) : bootDatabase(config, boot))
  const newId = createIds(clock)
  const vault = createVault(config.secrets.encryptionKey)
  const repeats = createRepeats(clock, vault)
  const scoped = scopedDatabases(pools.app)
  const lifecycle = { isStopping: false }
  const disk = createDisk(pools.embedded ? config.dataFolder : undefined, config.diskReserveBytes, log)
  const server = createServer(log)
  const { note, noteOne } = createNote(pools.engine, pools.encode)
  const presence = createPresence({ note, noteOne, log })
  const wake = new Wake({ target: pools.target, pool: pools.engine, isAlone: pools.embedded })
  const live = createLive({ db: (id) => scoped(id) as unknown as Reader, epoch: () => pools.epoch, clock, log })
  wake.onTold(live.wake)
  const asOwner: Kernel['asOwner'] = (work) => withClient(pools.owner, work)
  return {
    config,
    clock,
    log,
    newId,
    registry,
    types: createTypes(registry),
    vault,
    server,
    ...createHttp(server, { scoped, repeats, lifecycle, disk, log, strict, mostStreams: config.mostStreams }),
    ...createDoors(pools, {
      scoped,
      repeats,
      newId,
      wake,
      makePartition: () => asOwner((client) => makePartitions(client, [clock.now()])),
    }),
    note,
    noteOne,
    asOwner,
    isEmbedded: pools.embedded,
    isServed: pools.isServed,
    epoch: () => pools.epoch,
    jobs: new Jobs({ owner: pools.owner, noteOne, presence, newId, clock, log }),
    presence,
    egress: createEgress(config.egressAllow),
    metrics: createMetrics(),
    disk,
    queues: new Map(),
    consumers: [],
    wake,
    live,
    lifecycle,
    close: pools.close,
  }
}

interface DoorParts {
  scoped: (workspaceId: string) => Database
  repeats: Repeats
  newId: NewId
  wake: Wake
  makePartition: () => Promise<void>
}

function createDoors(
  pools: Pools,
  { scoped, repeats, newId, wake, makePartition }: DoorParts,
): Pick<Kernel, 'db' | 'write' | 'append'> {
  const doors = { scoped, newId, epoch: () => pools.epoch, repeats, wake: wake.tell, makePartition }
  return {
    db: (workspaceId) => scoped(workspaceId) as unknown as Reader,
    write: createWrite(doors),
    append: createAppend({ ...doors, app: pools.app, encode: pools.encode }),
  }
}
