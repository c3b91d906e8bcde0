import { firstIdAt, type Condition } from '@pulse/contract'
import { type RawBuilder, sql } from 'kysely'
import type { StoredEvent } from '#kernel/spine/event'

type Columns = Record<string, string>
const logColumns: Columns = { type: 'e.type', recordType: 'e.record_type', recordId: 'e.record_id' }

/** Conditions on the event log under the alias `e`; times become ranges of ids, so that days outside are not looked at. */
export function conditionsSql(conditions: readonly Condition[], columns = logColumns): RawBuilder<boolean> {
  if (conditions.length === 0) return sql`true`
  return sql`(${sql.join(
    conditions.map((condition) => conditionSql(condition, columns)),
    sql` and `,
  )})`
}

function conditionSql({ field, operator, values }: Condition, columns: Columns): RawBuilder<boolean> {
  const [value = ''] = values
  if (operator === 'gte') return sql`e.id >= ${firstIdAt(Date.parse(String(value)))}::uuid`
  if (operator === 'lte') return sql`e.id < ${firstIdAt(Date.parse(String(value)) + 1)}::uuid`
  const column = sql.ref(columns[field.name] ?? field.name)
  return values.length === 1 ? sql`${column} = ${value}` : sql`${column} = any(${values}::text[])`
}

const partsOf = ({ type, record }: StoredEvent): Record<string, string | undefined> => ({
  type,
  recordType: record?.type,
  recordId: record?.id,
})

/** The same test for an event at hand. */
export function passes(conditions: readonly Condition[], event: StoredEvent): boolean {
  const parts = partsOf(event)
  return conditions.every(({ field, values }) => values.some((value) => value === parts[field.name]))
}
