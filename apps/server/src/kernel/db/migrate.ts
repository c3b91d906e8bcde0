import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'

/** Where the product's own migrations are. */
const migrationsFolder = join(import.meta.dirname, '../../../migrations')

/** Any number nothing else locks: two processes that boot at once take turns. */
const migrationLock = 7_021_311

interface Migration {
  name: string
  sql: string
  checksum: string
}

/** Runs what is new, in order, under a lock; refuses to start when history and files disagree. */
export async function migrate(client: pg.ClientBase, folder = migrationsFolder): Promise<string[]> {
  await client.query('select pg_advisory_lock($1)', [migrationLock])
  try {
    await client.query(`create table if not exists migrations (
      name text collate "C" primary key, checksum text not null, applied_at timestamptz not null default now())`)
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from migrations order by name',
    )
    const files = readMigrations(folder)
    refuseRewrittenHistory(rows, files)
    const fresh = files.slice(rows.length)
    for (const migration of fresh) await apply(client, migration)
    return fresh.map(({ name }) => name)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [migrationLock])
  }
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name) => {
    const sql = readFileSync(join(folder, name), 'utf8')
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

function refuseRewrittenHistory(applied: { name: string; checksum: string }[], files: Migration[]): void {
  for (const [index, { name, checksum }] of applied.entries()) {
    const file = files[index]
    const known = files.find((one) => one.name === name)
    if (!known)
      throw new Error(
        `Migration ${name} was applied to this database but its file is missing; run the Pulse version that has it, or a newer one.`,
      )
    if (file?.name !== name)
      throw new Error(
        `Migration ${file?.name} would have to run before ${name}, which was applied already; give it a later number.`,
      )
    if (known.checksum !== checksum)
      throw new Error(
        `Migration ${name} was edited after it was applied; restore the file and put the change into a new migration.`,
      )
  }
}

async function apply(client: pg.ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into migrations (name, checksum) values ($1, $2)', [name, checksum])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    throw new Error(`Migration ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
