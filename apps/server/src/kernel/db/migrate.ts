import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { refuse } from '../refusal.ts'

/** Where the product's own migrations are. */
const migrationsFolder = join(import.meta.dirname, '../../../migrations')

/** Any number nothing else locks: two processes that boot at once take turns. */
const migrationLock = 7_021_311

interface Migration extends Applied {
  sql: string
}

/** One migration a database has, as its history says. */
export interface Applied {
  name: string
  checksum: string
}

/** Runs what is new, in order, under a lock; refuses to start when history and files disagree. */
export async function migrate(client: pg.ClientBase, folder = migrationsFolder): Promise<string[]> {
  return underLock(client, folder, () => true)
}

/** Makes the schema as it was when a given migration was the last one. */
export async function migrateUpTo(client: pg.ClientBase, last: string): Promise<string[]> {
  return underLock(client, migrationsFolder, ({ name }) => name <= last)
}

async function underLock(
  client: pg.ClientBase,
  folder: string,
  isWanted: (migration: Migration) => boolean,
): Promise<string[]> {
  await client.query('select pg_advisory_lock($1)', [migrationLock])
  try {
    await client.query(`create table if not exists migrations (
      name text collate "C" primary key, checksum text not null, applied_at timestamptz not null default now())`)
    const wanted = (await findMissing(client, folder)).filter(isWanted)
    for (const migration of wanted) await apply(client, migration)
    return wanted.map(({ name }) => name)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock])
  }
}

/** Keeps servers that boot waiting as long as the connection lives: they need the lock for their migrations. */
export const holdMigrations = (client: pg.ClientBase) => client.query('select pg_advisory_lock($1)', [migrationLock])

/** The migrations a database has, in order; none where there is no Pulse yet. */
export async function readHistory(client: pg.ClientBase): Promise<Applied[]> {
  const made = await client.query<{ made: boolean }>(`select to_regclass('public.migrations') is not null as made`)
  if (!made.rows[0]?.made) return []
  const { rows } = await client.query<Applied>('select name, checksum from migrations order by name')
  return rows
}

/** The migrations of this version that a database lacks. */
async function findMissing(client: pg.ClientBase, folder = migrationsFolder): Promise<Migration[]> {
  const history = await readHistory(client)
  const files = readMigrations(folder)
  refuseRewrittenHistory(history, files)
  return files.slice(history.length)
}

/** Refuses a database of an older version: only a start of the server changes a schema. */
export async function refuseOutdated(client: pg.ClientBase): Promise<void> {
  const [missing] = await findMissing(client)
  if (missing)
    refuse(
      `The database is of an older Pulse (it lacks ${missing.name}); stop the server that uses it and start this version once.`,
    )
}

/** The first migration of a history that this version does not have in its place, as in a database of a newer one. */
export function findForeign(history: readonly Applied[]): string | undefined {
  const files = readMigrations(migrationsFolder)
  return history.find(({ name, checksum }, at) => files[at]?.name !== name || files[at].checksum !== checksum)?.name
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name) => {
    const sql = readFileSync(join(folder, name), 'utf8')
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

function refuseRewrittenHistory(applied: readonly Applied[], files: readonly Migration[]): void {
  for (const [index, { name, checksum }] of applied.entries()) {
    const file = files[index]
    const known = files.find((one) => one.name === name)
    if (!known)
      refuse(
        `Migration ${name} was applied to this database but its file is missing; run the Pulse version that has it, or a newer one.`,
      )
    if (file?.name !== name)
      refuse(
        `Migration ${file?.name} would have to run before ${name}, which was applied already; give it a later number.`,
      )
    if (known.checksum !== checksum)
      refuse(
        `Migration ${name} was edited after it was applied; restore the file and put the change into a new migration.`,
      )
  }
}

/** Runs what is new inside the caller's transaction, who holds the lock. */
export async function migrateWithin(client: pg.ClientBase): Promise<string[]> {
  const missing = await findMissing(client)
  for (const migration of missing) await run(client, migration)
  return missing.map(({ name }) => name)
}

async function apply(client: pg.ClientBase, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await run(client, migration)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function run(client: pg.ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query(sql)
    await client.query('insert into migrations (name, checksum) values ($1, $2)', [name, checksum])
  } catch (cause) {
    throw new Error(`Migration ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
