import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import type { Settings } from '../config.ts'
import { findForeign, holdMigrations, migrateUpTo } from '../db/migrate.ts'
import { makeNamedPartitions } from '../db/partitions.ts'
import { connectionOf, openPool, type DatabaseTarget } from '../db/pool.ts'
import { isServed, reachAlone } from '../db/reach.ts'
import { measureSpace } from '../disk.ts'
import { removeCluster } from '../embedded/remove.ts'
import { migrateJobs } from '../jobs.ts'
import { refuse } from '../refusal.ts'
import { findSecrets, type GivenSecrets } from '../secrets.ts'
import { copySettings } from './dump.ts'
import type { Header } from './format.ts'
import { loadBackup, type Loaded } from './load.ts'
import { clearSchema, findOccupants } from './occupants.ts'
import { openBackup, type OpenBackup } from './read.ts'
import { chooseSecrets, installSecrets, type ChosenSecrets, type KeySource } from './secrets.ts'

export interface RestoreOptions {
  settings: Settings
  given: GivenSecrets
  now: Date
  onProgress: (table: string, bytesRead: number) => void
}

export interface Restored extends Loaded {
  header: Header
  keys: KeySource
  /** Where other secrets that lay in the data folder went. */
  aside: string | undefined
}

/** Restores a backup into an empty place; whatever goes wrong, the place is as empty afterwards. */
export async function restoreBackup(source: AsyncIterable<Buffer>, options: RestoreOptions): Promise<Restored> {
  const { settings, given } = options
  const backup = await openBackup(source)
  const { header, secrets } = backup
  refuseNewer(header)
  const existing = findSecrets(settings.dataFolder)
  const chosen = chooseSecrets({ header, backup: secrets, given, existing })
  const isFresh = !settings.databaseUrl && !existsSync(join(settings.dataFolder, 'postgres'))
  if (!settings.databaseUrl && !isFresh && !existing)
    refuse(`${settings.dataFolder} holds a database whose secrets.json is gone; remove it or choose another folder.`)
  if (!settings.databaseUrl) await refuseSmallDisk(settings, header)

  const reached = await reachAlone({ ...settings, databasePassword: chosen.stored.databasePassword })
  let isDone = false
  try {
    const restored = await fill(reached.target, backup, { ...options, existing, chosen })
    isDone = true
    return restored
  } finally {
    await reached.close()
    if (isFresh && !isDone) removeCluster(settings.dataFolder)
  }
}

function refuseNewer({ migrations, pulseVersion }: Header): void {
  const foreign = findForeign(migrations)
  if (foreign)
    refuse(
      `This backup is of Pulse ${pulseVersion}, which is newer than this one (it has ${foreign}); use that version.`,
    )
}

/** Indexes are built anew and the log of changes comes on top. */
const roomFactor = 1.3

async function refuseSmallDisk({ dataFolder, diskReserveBytes }: Settings, { databaseBytes }: Header): Promise<void> {
  let folder = dataFolder
  while (!existsSync(folder)) folder = dirname(folder)
  const { freeBytes } = await measureSpace(folder)
  const wanted = databaseBytes * roomFactor + diskReserveBytes
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1_000_000).toLocaleString('en')} MB`
  if (freeBytes < wanted)
    refuse(`The restore needs about ${megabytes(wanted)} on the disk of ${folder}; ${megabytes(freeBytes)} are free.`)
}

interface Filling extends RestoreOptions {
  existing: ReturnType<typeof findSecrets>
  chosen: ChosenSecrets
}

async function fill(target: DatabaseTarget, backup: OpenBackup, options: Filling): Promise<Restored> {
  const client = new pg.Client({
    ...connectionOf(target, { role: 'owner', statementTimeoutMs: 0, settings: copySettings }),
    application_name: 'pulse restore',
  })
  client.on('error', () => {})
  await client.connect()
  try {
    await holdMigrations(client)
    const occupants = await findOccupants(client)
    if (occupants) refuse(`A restore needs an empty place; this one holds ${occupants}.`)
    if (options.settings.databaseUrl && (await isServed(target)))
      refuse('A Pulse server runs on this database; stop it first.')
    const { aside, undo } = installSecrets(options.settings.dataFolder, { ...options, stored: options.chosen.stored })
    try {
      await prepareSchema(client, target, backup.header)
      const loaded = await loadBackup(client, backup, (table) => options.onProgress(table, backup.bytesRead()))
      await client.query(`analyze ${backup.header.tables.map(({ name }) => pg.escapeIdentifier(name)).join(', ')}`)
      return { ...loaded, header: backup.header, keys: options.chosen.source, aside }
    } catch (error) {
      undo()
      await clearSchema(client).catch((failure: unknown) => {
        throw new Error(`The restore failed and left its tables: ${String(failure)}`, { cause: error })
      })
      throw error
    }
  } finally {
    await client.end()
  }
}

/** The schema as the backup knew it, made anew, with the partitions its rows need. */
async function prepareSchema(client: pg.ClientBase, target: DatabaseTarget, header: Header): Promise<void> {
  await clearSchema(client)
  await migrateUpTo(client, header.migrations.at(-1)?.name ?? '')
  const owner = openPool(target, { role: 'owner', most: 1, statementTimeoutMs: 60_000 })
  try {
    await migrateJobs(owner)
  } finally {
    await owner.end()
  }
  await makeNamedPartitions(client, header.partitions)
}
