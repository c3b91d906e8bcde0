import { slotColumns } from '../slots.ts'

/** Tables of operational state: changing them tells of nothing that happened to the business, so no event goes with it. */
const operational = new Set([
  'api_key_uses',
  'attempts',
  'consumer_positions',
  'deliveries',
  'due_deliveries',
  'jobs',
  'keys',
  'parked_events',
  'setup_links',
  'webhook_counters',
  'workers',
])

/** Columns that repeat what the rest of their row says: filling them in tells of nothing either. */
const derived = new Map([['records', new Set(Object.keys(slotColumns))]])

/** One prepared statement of the engine. */
export interface Statement {
  name: string
  text: string
}

/** The table of every insert, delete and update; `do update set` and `for update` name none. */
const writes = /\binsert\s+into\s+(\w+)|\bdelete\s+from\s+(\w+)|(?<!\bdo\s+|\bfor\s+)\bupdate\s+(\w+)/gi

/** Names a statement for `note` and consumers; refuses one that writes anything but operational state. */
export function statement(name: string, text: string): Statement {
  for (const [, inserted, deleted, updated] of text.matchAll(writes)) {
    const table = inserted ?? deleted ?? updated ?? ''
    if (!operational.has(table) && !setsOnlyDerived(table, text))
      throw new Error(`The statement ${name} writes ${table}, which needs an event: use write or append.`)
  }
  return { name, text }
}

function setsOnlyDerived(table: string, text: string): boolean {
  const [, assignments = ''] = /^\s*update\s.*?\sset\s(.*?)\sfrom\s/is.exec(text) ?? []
  const columns = [...assignments.matchAll(/(\w+)\s*=/g)].map(([, column = '']) => column)
  return columns.length > 0 && columns.every((column) => derived.get(table)?.has(column))
}

/** Runs a statement inside the transaction it was handed out for; values in order of their `$n`. */
export type Sql = <Row extends object>(statement: Statement, values?: readonly unknown[]) => Promise<Row[]>
