import type { Field, ObjectType } from '@pulse/contract'
import type { ColumnType } from './db/rows.ts'

/** Field name → slot column of the records table. */
export type Slots = Readonly<Record<string, string>>

type SlotKind = 'text' | 'number' | 'time' | 'geo'

/** The columns there are; more come by migration. */
const columns: Record<SlotKind, readonly string[]> = {
  text: ['t1', 't2', 't3', 't4', 't5', 't6', 't7', 't8'],
  number: ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'],
  time: ['d1', 'd2', 'd3', 'd4'],
  geo: ['g1', 'g2'],
}

const kinds: Partial<Record<Field['kind'], SlotKind>> = {
  text: 'text',
  select: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  reference: 'text',
  number: 'number',
  money: 'number',
  duration: 'number',
  boolean: 'number',
  date: 'time',
  instant: 'time',
  geo: 'geo',
}

/** Every slot column with its type, in the order rows are written. */
export const slotColumns: Readonly<Record<string, ColumnType>> = Object.fromEntries<ColumnType>([
  ...columns.text.map((name) => [name, 'text'] as const),
  ...columns.number.map((name) => [name, 'float8'] as const),
  ...columns.time.map((name) => [name, 'timestamptz'] as const),
  ...columns.geo.flatMap((name) => [`${name}_lat`, `${name}_lng`].map((column) => [column, 'float8'] as const)),
])

/** Gives each indexed field a slot: known ones keep theirs, new ones take the first free of their kind. */
export function assignSlots(type: ObjectType, known: Slots): Slots {
  const slots: Record<string, string> = { ...known }
  for (const { name, kind, indexed } of type.fields) {
    const slotKind = kinds[kind]
    if (!indexed || slots[name] || !slotKind) continue
    const taken = new Set(Object.values(slots))
    const free = columns[slotKind].find((column) => !taken.has(column))
    if (free) slots[name] = free
  }
  return slots
}

/** The values of a record's slot columns, in the order of `slotColumns`. */
export function slotValues(type: ObjectType, slots: Slots, data: Readonly<Record<string, unknown>>): unknown[] {
  const values = new Map<string, unknown>()
  for (const { name, kind } of type.fields) {
    const column = slots[name]
    const value = data[name]
    if (!column || value === undefined || value === null) continue
    if (kind === 'geo') {
      const { lat, lng } = value as { lat: number; lng: number }
      values.set(`${column}_lat`, lat).set(`${column}_lng`, lng)
    } else values.set(column, slotValue(kind, value))
  }
  return Object.keys(slotColumns).map((column) => values.get(column) ?? null)
}

function slotValue(kind: Field['kind'], value: unknown): unknown {
  if (kind === 'money') return (value as { amount: number }).amount
  if (kind === 'boolean') return value ? 1 : 0
  if (kind === 'date') return `${String(value)}T00:00:00Z`
  return typeof value === 'string' ? slotText(value) : value
}

/** Text in a slot is cut here: an index entry must stay below 2.7 kB. */
export const slotTextLength = 240

export const slotText = (text: string) =>
  text.length <= slotTextLength ? text : text.slice(0, slotTextLength).toWellFormed()
