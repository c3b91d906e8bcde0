import { comparesAs, type FilterField, type FilterValue } from '@pulse/contract'
import { type RawBuilder, sql } from 'kysely'
import { slotTextLength } from '#kernel/slots'
import type { WorkspaceType } from '#kernel/types'

/** A field as SQL: the slot or column that is indexed, or the value dug out of the record's JSON. */
export interface FieldColumn {
  expression: RawBuilder<unknown>
  /** Whether an index in the order (type, field, created_at, id) exists. */
  isIndexed: boolean
  /** Text slots hold only the start of long texts. */
  isCut: boolean
}

const system: Record<string, string> = { id: 'id', createdAt: 'created_at', updatedAt: 'updated_at' }

export function columnOf({ slots, filling }: WorkspaceType, field: FilterField): FieldColumn {
  const own = system[field.name]
  if (own) return { expression: sql.ref(own), isIndexed: own === 'created_at', isCut: false }
  const slot = slots[field.name]
  if (slot && !filling.includes(field.name))
    return { expression: sql.ref(slot), isIndexed: true, isCut: comparesAs(field.kind) === 'text' }
  return { expression: fromJson(field), isIndexed: false, isCut: false }
}

/** A field as lists are sorted by it: texts without a slot count by their start as those in slots do, so that a cursor stays short. */
export function sortColumnOf(type: WorkspaceType, field: FilterField): FieldColumn {
  const column = columnOf(type, field)
  if (column.isIndexed || comparesAs(field.kind) !== 'text') return column
  return { ...column, expression: sql`left(${column.expression}, ${sql.lit(slotTextLength)})` }
}

/** The whole value from the record's JSON, in the type it compares as. */
export function fromJson({ name, kind }: FilterField): RawBuilder<unknown> {
  const key = sql.lit(name)
  if (kind === 'money') return sql`(data -> ${key} ->> 'amount')::float8`
  const text = sql`(data ->> ${key})`
  const kinds = {
    number: sql`${text}::float8`,
    boolean: sql`(${text}::boolean)::int::float8`,
    day: sql`(${text} || 'T00:00:00Z')::timestamptz`,
    instant: sql`${text}::timestamptz`,
    id: text,
    text: sql`${text} collate "und-x-icu"`,
  }
  return kinds[comparesAs(kind)]
}

/** A compared value in the column's type. */
export function bindValue({ kind }: FilterField, value: FilterValue): RawBuilder<unknown> {
  const compares = comparesAs(kind)
  if (compares === 'number') return sql`${value}::float8`
  if (compares === 'boolean') return sql`${value === true ? 1 : 0}::float8`
  if (compares === 'day') return sql`${`${String(value)}T00:00:00Z`}::timestamptz`
  if (compares === 'instant') return sql`${value}::timestamptz`
  return kind === 'id' ? sql`${value}::uuid` : sql`${value}::text`
}
