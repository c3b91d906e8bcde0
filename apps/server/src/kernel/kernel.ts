import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { PoolClient } from 'pg'
import type { Actor } from './actor.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { createVault, type Vault } from './crypto.ts'
import { bootDatabase, type Pools } from './db/boot.ts'
import { scopedDatabases, type Reader } from './db/kysely.ts'
import { makePartitions } from './db/partitions.ts'
import { createDisk, type Disk } from './disk.ts'
import { createWake } from './dispatch/wake.ts'
import { createEgress, type Egress } from './egress/egress.ts'
import { createServe, type Routes, type Serve } from './http/serve.ts'
import { createServer } from './http/server.ts'
import { createIds, type NewId } from './id.ts'
import { createJobs, migrateJobs, type Jobs } from './jobs.ts'
import { createLog, type Log } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createPresence, type Presence } from './presence.ts'
import { fail } from './problem.ts'
import type { Registry } from './registry.ts'
import { createAppend, type Append } from './spine/append.ts'
import { createNote, type Note, type NoteOne } from './spine/note.ts'
import { createRepeats } from './spine/repeats.ts'
import { createWrite, type Write } from './spine/write.ts'

/** Finds who makes a request, or nothing when its credentials are not of this kind. */
export type Authenticate = (request: FastifyRequest) => Promise<Actor | undefined>

/** What every feature is built from. */
export interface Kernel {
  config: Config
  clock: Clock
  log: Log
  newId: NewId
  registry: Registry
  vault: Vault
  server: FastifyInstance
  serve: Serve
  /** Routes served so far, in the contract's spelling. */
  routes: Routes
  /** Adds a kind of credentials. */
  authenticateBy(authenticate: Authenticate): void
  /** Reads of one workspace. */
  db(workspaceId: string): Reader
  write: Write
  append: Append
  note: Note
  noteOne: NoteOne
  jobs: Jobs
  presence: Presence
  egress: Egress
  metrics: Metrics
  disk: Disk
  pools: Pools
  epoch(): number
  /** Lets health and metrics show what waits in this process. */
  watchQueue(name: string, counts: () => Record<string, number>): void
  queues(): Record<string, Record<string, number>>
  /** Names of all consumers, once the app has collected them. */
  consumers(): readonly string[]
  nameConsumers(names: readonly string[]): void
  /** Set by the app: where committed events are announced. */
  onWake(hear: (workspaceIds: readonly string[] | undefined) => void): void
  wake: { start(): void; stop(): Promise<void> }
  /** Where the server listens, as people open it. */
  address(): string
  stopping(): boolean
  beginStop(): void
}

export interface KernelOptions {
  config: Config
  clock: Clock
  registry: Registry
  /** Tests: answers and refusals are checked against the contract. */
  strict: boolean
}

/** Opens the database and builds the kernel on it; nothing runs until the app starts it. */
export async function createKernel({ config, clock, registry, strict }: KernelOptions): Promise<Kernel> {
  const log = createLog(config.logLevel)
  const pools = await bootDatabase(config, { log, now: () => clock.now(), prepare: migrateJobs })
  const newId = createIds(clock)
  const vault = createVault(config.secrets.encryptionKey)
  const repeats = createRepeats(clock, vault)
  const scoped = scopedDatabases(pools.app)
  const epoch = () => pools.epoch
  const disk = createDisk(pools.embedded ? config.dataFolder : undefined, config.diskReserveBytes)
  const server = createServer(log)
  const { note, noteOne } = createNote(pools.engine, pools.encode)
  const presence = createPresence({ note, noteOne, log })

  let hear: (workspaceIds: readonly string[] | undefined) => void = () => {}
  const others = createWake({ target: pools.target, pool: pools.engine, hear: (ids) => hear(ids) })
  const wake = (workspaceIds: readonly string[]) => {
    hear(workspaceIds)
    if (!pools.embedded) others.tell(workspaceIds)
  }
  const makePartition = () => withOwner(pools, (client) => makePartitions(client, [clock.now()]))
  const doors = { newId, epoch, repeats, wake, makePartition }

  const ways: Authenticate[] = []
  const authenticate = async (request: FastifyRequest) => {
    for (const way of ways) {
      const actor = await way(request)
      if (actor) return actor
    }
    return fail('auth.required')
  }
  const watched = new Map<string, () => Record<string, number>>()
  let consumers: readonly string[] = []
  let isStopping = false
  const checkWritable = () => {
    if (isStopping) fail('server.stopping', { retryAfter: 5 })
    disk.checkWritable()
  }
  const { serve, routes } = createServe({ server, scoped, authenticate, repeats, checkWritable, strict })

  return {
    config,
    clock,
    log,
    newId,
    registry,
    vault,
    server,
    serve,
    routes,
    authenticateBy: (way) => void ways.push(way),
    db: (workspaceId) => scoped(workspaceId) as unknown as Reader,
    write: createWrite({ ...doors, scoped }),
    append: createAppend({ ...doors, app: pools.app, encode: pools.encode }),
    note,
    noteOne,
    jobs: createJobs({ owner: pools.owner, noteOne, presence, newId, clock, log }),
    presence,
    egress: createEgress(config.egressAllow),
    metrics: createMetrics(),
    disk,
    pools,
    epoch,
    watchQueue: (name, counts) => void watched.set(name, counts),
    queues: () => Object.fromEntries([...watched].map(([name, counts]) => [name, counts()])),
    consumers: () => consumers,
    nameConsumers: (names) => void (consumers = names),
    onWake: (listener) => void (hear = listener),
    wake: pools.embedded ? { start: () => {}, stop: async () => {} } : others,
    address: () => addressOf(server),
    stopping: () => isStopping,
    beginStop: () => void (isStopping = true),
  }
}

function addressOf({ server }: FastifyInstance): string {
  const address = server.address()
  if (address === null || typeof address === 'string') return ''
  const isAny = address.address === '0.0.0.0' || address.address === '::'
  return `http://${isAny ? 'localhost' : address.address.includes(':') ? `[${address.address}]` : address.address}:${address.port}`
}

/** Runs schema work on a connection of the owner. */
export async function withOwner<Result>(
  { owner }: Pools,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await owner.connect()
  try {
    return await work(client)
  } finally {
    client.release()
  }
}
