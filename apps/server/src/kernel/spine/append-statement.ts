import { rowType, Rows, type RowType } from '../db/rows.ts'
import type { EventRow } from './event.ts'
import type { RepeatRow } from './repeats.ts'

/** A table rows can be appended to in one statement with their events. */
export interface AppendTable {
  name: string
  row: RowType
}

/** Rows for one table, their values in the order of its row type. */
export interface AppendRows {
  table: AppendTable
  rows: readonly (readonly unknown[])[]
}

/** A name that must be free in the workspace, for rows whose own table cannot check it. */
export interface KeyRow {
  workspace_id: string
  kind: string
  key: string
  target: string | null
}

export const keysTable: AppendTable = {
  name: 'keys',
  row: rowType('key_row', {
    workspace_id: 'uuid',
    kind: 'text',
    key: 'text',
    target: 'text',
    fingerprint: 'bytea',
    answer: 'bytea',
    expires_at: 'timestamptz',
  }),
}

const eventsTable: AppendTable = {
  name: 'events',
  row: rowType('event_row', {
    retention: 'smallint',
    id: 'uuid',
    workspace_id: 'uuid',
    epoch: 'integer',
    type: 'text',
    record_type: 'text',
    record_id: 'text',
    version: 'bigint',
    actor_kind: 'text',
    actor_id: 'text',
    actor_name: 'text',
    data: 'json',
    previous: 'json',
  }),
}

export const keyValues = ({ workspace_id, kind, key, target }: KeyRow): unknown[] => [
  workspace_id,
  kind,
  key,
  target,
  null,
  null,
  null,
]
export const repeatValues = (row: RepeatRow): unknown[] => [
  row.workspace_id,
  row.kind,
  row.key,
  null,
  row.fingerprint,
  row.answer,
  row.expires_at,
]

const eventColumns = eventsTable.row.columns.map(([name]) => name) as (keyof EventRow)[]
const eventValues = (event: EventRow) => eventColumns.map((column) => event[column])

interface Prepared {
  name: string
  text: string
  values: Rows[]
}

/** One statement for everything: each table takes its rows from one parameter, the events come last. */
export function appendStatement(groups: readonly AppendRows[], events: readonly EventRow[]): Prepared {
  const all = [...groups, { table: eventsTable, rows: events.map(eventValues) }]
  const inserts = all.map(({ table: { name, row } }, index) => {
    const columns = row.columns.map(([column]) => column).join(', ')
    return `insert into ${name} (${columns}) select (one).* from unnest($${index + 1}::${row.name}[]) as one`
  })
  const before = inserts.slice(0, -1).map((insert, index) => `a${index} as (${insert})`)
  return {
    name: `append ${all.map(({ table }) => table.name).join(' ')}`,
    text: `${before.length > 0 ? `with ${before.join(', ')} ` : ''}${inserts.at(-1)}`,
    values: all.map(({ table, rows }) => new Rows(table.row, rows)),
  }
}
