import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { migrateWithin } from '../db/migrate.ts'
import type { End, Header, TableHead } from './format.ts'
import type { OpenBackup } from './read.ts'
import { revive, type Revived } from './revive.ts'

export interface Loaded extends Revived {
  end: End
  /** What this version adds to the schema of the backup. */
  migrations: string[]
}

/** Loads every table into the schema of the backup, brings it up to date and wakes what slept in it: one transaction, so that a failure leaves nothing. */
export async function loadBackup(
  client: pg.Client,
  backup: OpenBackup,
  onTable: (name: string) => void,
): Promise<Loaded> {
  const { header } = backup
  const names = header.tables.map(({ name }) => pg.escapeIdentifier(name))
  await client.query('begin')
  try {
    // Postgres copies nothing into a table under row security, which otherwise binds its owner too.
    for (const name of names) await client.query(`alter table ${name} no force row level security`)
    const indexes = await dropIndexes(client, header)
    const { end } = await backup.eachTable(async (head, copyText) => {
      onTable(head.name)
      await loadTable(client, head, copyText)
    })
    onTable('indexes')
    for (const definition of indexes) await client.query(definition)
    await setSequences(client, header)
    for (const name of names) await client.query(`alter table ${name} force row level security`)
    const migrations = await migrateWithin(client)
    const revived = await revive(client)
    await client.query('commit')
    return { end, migrations, ...revived }
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

async function loadTable(
  client: pg.Client,
  { name, columns }: TableHead,
  copyText: AsyncIterable<Buffer>,
): Promise<void> {
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
  await pipeline(copyText, client.query(copyFrom(`copy ${pg.escapeIdentifier(name)} (${list}) from stdin`)))
}

/** Drops what only makes reading faster: built once over all rows it takes a fraction of the time. Answers how to make it again. */
async function dropIndexes(client: pg.ClientBase, { tables }: Header): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i join pg_class c on c.oid = i.indrelid
     where c.relnamespace = 'public'::regnamespace and c.relname = any($1) and not i.indisunique`,
    [tables.map(({ name }) => name)],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  // An index of a partitioned table is told without its partitions.
  return rows.map(({ definition }) => definition.replace(' ON ONLY ', ' ON '))
}

/** Generated numbers go on where the backup's stood, also past rows that are gone. */
async function setSequences(client: pg.ClientBase, { sequences }: Header): Promise<void> {
  for (const { name, lastValue } of sequences)
    await client.query('select setval($1::regclass, $2)', [pg.escapeIdentifier(name), lastValue])
}
