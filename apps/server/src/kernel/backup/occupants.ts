import type pg from 'pg'
import { readHistory } from '../db/migrate.ts'
import { isTable, listPartitions, notOfExtension } from './catalog.ts'

/** What a start on an empty database writes by itself. */
const ofAnyStart = ['migrations', 'cluster', 'setup_links', 'workers']
const mostNamed = 5
const mostDropped = 100

/** What a database holds that a restore would have to mix with, in words, or nothing when it may be used. */
export async function findOccupants(client: pg.ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c where ${isTable} and ${notOfExtension('c', 'pg_class')} order by c.relname`,
  )
  const names = rows.map(({ name }) => name)
  if ((await readHistory(client)).length === 0) {
    if (names.length > 0) return `tables that are not Pulse's: ${some(names)}`
    return (await hasQueue(client)) ? `the job queue of something else (the schema graphile_worker)` : undefined
  }
  // As the engine: row security hides the rows from an owner that is not a superuser.
  await client.query('set role pulse_engine')
  try {
    const { rows: workspaces } = await client.query<{ name: string }>('select name from workspaces order by created_at')
    if (workspaces.length > 0) return `a Pulse already, with ${some(workspaces.map(({ name }) => `"${name}"`))}`
    const filled: string[] = []
    for (const name of names) if (!ofAnyStart.includes(name) && (await hasRows(client, name))) filled.push(name)
    return filled.length > 0 ? `a Pulse already, with rows in ${some(filled)}` : undefined
  } finally {
    await client.query('reset role')
  }
}

async function hasQueue(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(`select from pg_namespace where nspname = 'graphile_worker'`)
  return rowCount === 1
}

/** A table the engine may not read counts as filled. */
async function hasRows(client: pg.ClientBase, table: string): Promise<boolean> {
  const { rows } = await client.query<{ readable: boolean }>(`select has_table_privilege($1, 'select') as readable`, [
    table,
  ])
  if (!rows[0]?.readable) return true
  const { rowCount } = await client.query(`select from ${table} limit 1`)
  return rowCount === 1
}

const some = (names: readonly string[]) =>
  names.slice(0, mostNamed).join(', ') + (names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '')

/** Removes the schema of a Pulse without data, so that a restore begins on nothing; extensions stay. */
export async function clearSchema(client: pg.ClientBase): Promise<void> {
  // Some at a time: locks on a year of partitions at once would not fit into the lock table.
  const partitions = await listPartitions(client)
  while (partitions.length > 0) await client.query(`drop table ${partitions.splice(0, mostDropped).join(', ')}`)
  // Listed in full first: what a cascade has taken along by then has no name any more.
  await client.query(`
    do $$ declare one text; begin
      foreach one in array array(
        select format('drop table if exists %s cascade', c.oid::regclass) from pg_class c
        where ${isTable} and ${notOfExtension('c', 'pg_class')}
        union all
        select format('drop routine if exists %s cascade', p.oid::regprocedure) from pg_proc p
        where p.pronamespace = 'public'::regnamespace and ${notOfExtension('p', 'pg_proc')}
        union all
        select format('drop type if exists %s cascade', c.oid::regclass) from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'c' and ${notOfExtension('c', 'pg_class')}
      ) loop execute one; end loop;
    end $$;
    drop schema if exists graphile_worker cascade`)
}
