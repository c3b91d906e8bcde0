import { firstIdAt, retentionClasses } from '@pulse/contract'
import type pg from 'pg'

/** Append-heavy tables: split by retention class, then by the day in the time-ordered id of the named column. */
const partitioned = { events: 'id', deliveries: 'id', attempts: 'delivery_id' } as const
type PartitionedTable = keyof typeof partitioned

export const dayMs = 86_400_000
/** Days for which partitions exist before they begin. */
const daysAhead = 3
const partitionLock = 7_021_312
const dropLock = 7_021_314

const stamp = (dayStart: number) => new Date(dayStart).toISOString().slice(0, 10).replaceAll('-', '')
const startOfDay = (timeMs: number) => Math.floor(timeMs / dayMs) * dayMs
const nameOf = (table: string, retention: number, dayStart: number) => `${table}_${retention}_${stamp(dayStart)}`

/** What a daily partition's name says, or nothing for other tables. */
function parseName(name: string): Day | undefined {
  const [, table = '', retention, year, month, day] = /^(\w+)_(\d+)_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? []
  if (!isPartitioned(table)) return undefined
  return { table, retention: Number(retention), dayStart: Date.parse(`${year}-${month}-${day}T00:00:00Z`) }
}

const isPartitioned = (table: string): table is PartitionedTable => Object.hasOwn(partitioned, table)

/** Makes the partitions of today and the days ahead, for every table and class. */
export async function makePartitionsAhead(client: pg.ClientBase, nowMs: number): Promise<void> {
  const days = Array.from({ length: daysAhead + 2 }, (_, ahead) => startOfDay(nowMs) + (ahead - 1) * dayMs)
  await makePartitions(client, days)
}

/** Makes the partitions of the given moments' days where they are missing: a clock may run ahead of the schedule. */
export async function makePartitions(client: pg.ClientBase, times: readonly number[]): Promise<void> {
  const days = [...new Set(times.map(startOfDay))]
  await locked(client, async () => {
    const existing = await existingTables(client)
    for (const table of Object.keys(partitioned) as PartitionedTable[]) {
      for (const retention of retentionClasses) await makeMissing(client, { table, retention, days, existing })
    }
  })
}

/** Makes daily partitions by their names, as a backup lists them; names of anything else are left out. */
export async function makeNamedPartitions(client: pg.ClientBase, names: readonly string[]): Promise<void> {
  const wanted = names.flatMap((name) => parseName(name) ?? [])
  // One transaction for each day: locks on a year of them at once would not fit into the lock table.
  for (const [day, ofDay] of Map.groupBy(wanted, ({ dayStart }) => dayStart)) {
    await locked(client, async () => {
      const existing = await existingTables(client)
      for (const { table, retention } of ofDay) await makeMissing(client, { table, retention, days: [day], existing })
    })
  }
}

/** Keeps all partitions as long as the connection lives: dropping one would stall every write behind whoever reads for long. */
export const keepPartitions = (client: pg.ClientBase) => client.query('select pg_advisory_lock_shared($1)', [dropLock])

interface Missing {
  table: PartitionedTable
  retention: number
  days: readonly number[]
  existing: ReadonlySet<string>
}

async function makeMissing(client: pg.ClientBase, { table, retention, days, existing }: Missing): Promise<void> {
  if (!existing.has(`${table}_${retention}`)) await makeClass(client, table, retention)
  for (const day of days) if (!existing.has(nameOf(table, retention, day))) await makeDay(client, table, retention, day)
}

/** Attaching takes a lighter lock than creating in place, so that inserts go on meanwhile. */
async function makeClass(client: pg.ClientBase, table: PartitionedTable, retention: number): Promise<void> {
  const name = `${table}_${retention}`
  await client.query(`create table ${name} (like ${table} including all) partition by range (${partitioned[table]})`)
  await closeOff(client, name)
  await client.query(`alter table ${table} attach partition ${name} for values in (${retention})`)
}

async function makeDay(
  client: pg.ClientBase,
  table: PartitionedTable,
  retention: number,
  dayStart: number,
): Promise<void> {
  const name = nameOf(table, retention, dayStart)
  await client.query(`create table ${name} (like ${table}_${retention} including all)`)
  await closeOff(client, name)
  await client.query(
    `alter table ${table}_${retention} attach partition ${name} for values from ('${firstIdAt(dayStart)}') to ('${firstIdAt(dayStart + dayMs)}')`,
  )
}

/** A partition is reached through its parent, whose policies apply; on its own it shows nothing to anyone. */
async function closeOff(client: pg.ClientBase, name: string): Promise<void> {
  await client.query(`alter table ${name} enable row level security; alter table ${name} force row level security`)
}

/**
 * Drops whole days past their class's retention; a day of which something is still owed stays, and all do during a backup.
 * Only one day with anything in it goes at a time: run each hour that keeps up easily, and a clock that is wrong for an
 * hour costs a day.
 */
export async function dropExpiredPartitions(client: pg.ClientBase, nowMs: number): Promise<string[]> {
  return locked(client, async () => {
    const dropped: string[] = []
    const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_xact_lock($1) as free', [dropLock])
    if (!rows[0]?.free) return dropped
    const spent = new Set<string>()
    for (const name of [...(await existingTables(client))].sort()) {
      const day = parseName(name)
      if (!day || day.dayStart + (day.retention + 1) * dayMs > nowMs) continue
      const { table, retention } = day
      if (spent.has(`${table}_${retention}`)) continue
      const { isOwed, isEmpty } = await stateOf(client, day)
      if (isOwed) continue
      if (!isEmpty) spent.add(`${table}_${retention}`)
      await client.query(`alter table ${table}_${retention} detach partition ${name}`)
      await client.query(`drop table ${name}`)
      dropped.push(name)
    }
    return dropped
  })
}

interface Day {
  table: PartitionedTable
  retention: number
  dayStart: number
}

/** Asked as the engine: row security hides the rows from an owner that is not a superuser. */
async function stateOf(
  client: pg.ClientBase,
  { table, retention, dayStart }: Day,
): Promise<{ isOwed: boolean; isEmpty: boolean }> {
  const owed =
    table === 'events'
      ? `exists (select from due_deliveries where retention = $1 and event_id >= $2 and event_id < $3)
         or exists (select from parked_events where event_id >= $2 and event_id < $3)`
      : `exists (select from due_deliveries where retention = $1 and id >= $2 and id < $3)`
  const id = partitioned[table]
  await client.query('set local role pulse_engine')
  const { rows } = await client.query<{ owed: boolean; filled: boolean }>(
    `select ${owed} as owed, exists (select from ${table} where retention = $1 and ${id} >= $2 and ${id} < $3) as filled`,
    [retention, firstIdAt(dayStart), firstIdAt(dayStart + dayMs)],
  )
  await client.query('reset role')
  return { isOwed: rows[0]?.owed ?? true, isEmpty: rows[0]?.filled === false }
}

async function existingTables(client: pg.ClientBase): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
  )
  return new Set(rows.map(({ name }) => name))
}

async function locked<Result>(client: pg.ClientBase, work: () => Promise<Result>): Promise<Result> {
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock($1)', [partitionLock])
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
