import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { readHistory } from '../db/migrate.ts'
import { keepPartitions } from '../db/partitions.ts'
import { connectionOf, type DatabaseTarget } from '../db/pool.ts'
import { keyId } from '../secrets.ts'
import { listPartitions, listSequences, listTables, refuseHidden, type BackupTable } from './catalog.ts'
import type { BackupSecrets, End, Header } from './format.ts'
import { FrameWriter, type Sink } from './frame-writer.ts'

export interface BackupOptions {
  target: DatabaseTarget
  pulseVersion: string
  now: Date
  /** The keys the data is encrypted with. */
  keys: BackupSecrets
  withSecrets: boolean
  onProgress: (progress: BackupProgress) => void
}

export interface BackupProgress {
  table: string
  rows: number
  bytes: number
  estimatedRows: number
}

/** Values as any Postgres reads them again, and queries that may take as long as they need. */
export const copySettings = {
  datestyle: 'ISO',
  intervalstyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  client_encoding: 'UTF8',
  // Between two tables a slow pipe may take its time.
  idle_in_transaction_session_timeout: '0',
}

/** Rows come in the order they lie in, which is how a restore lays them down again. */
const inOrder = { synchronize_seqscans: 'off', max_parallel_workers_per_gather: '0' }

/** Writes one consistent snapshot of the database while others go on writing; answers its header and totals. */
export async function writeBackup(sink: Sink, options: BackupOptions): Promise<{ header: Header; end: End }> {
  const client = new pg.Client({
    ...connectionOf(options.target, {
      role: 'owner',
      statementTimeoutMs: 0,
      settings: { ...copySettings, ...inOrder },
    }),
    application_name: 'pulse backup',
  })
  client.on('error', () => {})
  await client.connect()
  try {
    await keepPartitions(client)
    // Read only, so that it takes no transaction id: one would hold back every consumer of events.
    await client.query('begin isolation level repeatable read read only')
    const tables = await listTables(client)
    await refuseHidden(client, tables)
    const header = await describe(client, tables, options)
    // The owner itself sees nothing under forced row security unless it is a superuser.
    await client.query('set local role pulse_engine')
    const writer = new FrameWriter(sink)
    await writer.begin(header, options.withSecrets ? options.keys : undefined)
    await copyTables(client, tables, { writer, onProgress: options.onProgress })
    await client.query('commit')
    return { header, end: await writer.end() }
  } finally {
    await client.end()
  }
}

async function describe(
  client: pg.ClientBase,
  tables: readonly BackupTable[],
  { keys, withSecrets, pulseVersion, now }: BackupOptions,
): Promise<Header> {
  const { rows } = await client.query<{ version: string; bytes: string }>(
    `select current_setting('server_version') as version, pg_database_size(current_database())::text as bytes`,
  )
  return {
    format: 1,
    id: randomUUID(),
    createdAt: now.toISOString(),
    pulseVersion,
    postgresVersion: rows[0]?.version ?? '',
    migrations: await readHistory(client),
    keys: { encryptionKey: keyId(keys.encryptionKey), apiKeySecret: keyId(keys.apiKeySecret) },
    hasSecrets: withSecrets,
    tables: tables.map(({ name, estimatedRows }) => ({ name, estimatedRows })),
    partitions: await listPartitions(client),
    sequences: await listSequences(client),
    databaseBytes: Number(rows[0]?.bytes ?? 0),
  }
}

async function copyTables(
  client: pg.Client,
  tables: readonly BackupTable[],
  { writer, onProgress }: { writer: FrameWriter } & Pick<BackupOptions, 'onProgress'>,
): Promise<void> {
  const estimatedRows = tables.reduce((sum, table) => sum + table.estimatedRows, 0)
  let [rows, bytes] = [0, 0]
  for (const { name, columns } of tables) {
    const select = `select ${columns.map((column) => pg.escapeIdentifier(column)).join(', ')} from ${pg.escapeIdentifier(name)}`
    const copyText = client.query(copyTo(`copy (${select}) to stdout`))
    const end = await writer.table({ name, columns }, copyText, (tableRows, tableBytes) =>
      onProgress({ table: name, rows: rows + tableRows, bytes: bytes + tableBytes, estimatedRows }),
    )
    rows += end.rows
    bytes += end.bytes
  }
}
