import type pg from 'pg'
import { refuse } from '../refusal.ts'

/** A table whose rows travel, with the columns that are stored in it. */
export interface BackupTable {
  name: string
  columns: string[]
  estimatedRows: number
}

/** What a restore makes itself: the schema's history, and the link that only the log of the old place shows. */
const left = ['migrations', 'setup_links']

/** A table of our own that is not a part of another one; written for the alias `c` of pg_class. */
export const isTable = `c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`

/** Leaves out objects that belong to an extension; written for an alias of a catalog. */
export const notOfExtension = (alias: string, catalog: string) =>
  `not exists (select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = ${alias}.oid and d.deptype = 'e')`

/** The tables that travel, those others refer to first. */
export async function listTables(client: pg.ClientBase): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable & { refersTo: string[] }>(
    `select c.relname as name,
       array(select a.attname::text from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       (select coalesce(sum(greatest(p.reltuples, 0)), 0)::float8 from pg_class p
         where p.oid in (select relid from pg_partition_tree(c.oid) where isleaf union all select c.oid where c.relkind = 'r')) as "estimatedRows",
       array(select distinct f.relname::text from pg_constraint o join pg_class f on f.oid = o.confrelid
         where o.conrelid = c.oid and o.contype = 'f' and f.oid <> c.oid) as "refersTo"
     from pg_class c where ${isTable} and ${notOfExtension('c', 'pg_class')} and c.relname <> all($1) order by c.relname`,
    [left],
  )
  return inOrder(rows).map(({ name, columns, estimatedRows }) => ({ name, columns, estimatedRows }))
}

/** Repeats what refers to nothing that is still to come, until all have their place. */
function inOrder<Table extends { name: string; refersTo: string[] }>(tables: readonly Table[]): Table[] {
  const ordered: Table[] = []
  for (let waiting = [...tables]; waiting.length > 0;) {
    const names = new Set(waiting.map(({ name }) => name))
    const ready = waiting.filter(({ refersTo }) => !refersTo.some((name) => names.has(name)))
    if (ready.length === 0) throw new Error(`The tables ${[...names].join(', ')} refer to each other in a circle.`)
    ordered.push(...ready)
    waiting = waiting.filter((table) => !ready.includes(table))
  }
  return ordered
}

/** Refuses tables whose rows the engine would not see in full: a backup without them would look complete. */
export async function refuseHidden(client: pg.ClientBase, tables: readonly BackupTable[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c where ${isTable} and c.relname = any($1)
       and (not has_table_privilege('pulse_engine', c.oid, 'select') or c.relrowsecurity and not exists (
         select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname and p.cmd in ('ALL', 'SELECT')
           and p.permissive = 'PERMISSIVE' and p.qual = 'true' and 'pulse_engine' = any(p.roles)))`,
    [tables.map(({ name }) => name)],
  )
  if (rows.length > 0)
    refuse(`A backup cannot read all of ${rows.map(({ name }) => name).join(', ')}: give pulse_engine a policy there.`)
}

/** Names of the daily partitions, which a restore makes before it loads. */
export async function listPartitions(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relispartition order by c.relname`,
  )
  return rows.map(({ name }) => name)
}

/** Where the counters of generated numbers stand. */
export async function listSequences(client: pg.ClientBase): Promise<{ name: string; lastValue: number }[]> {
  const { rows } = await client.query<{ name: string; lastValue: string }>(
    `select sequencename as name, last_value::text as "lastValue" from pg_sequences
     where schemaname = 'public' and last_value is not null order by sequencename`,
  )
  return rows.map(({ name, lastValue }) => ({ name, lastValue: Number(lastValue) }))
}
