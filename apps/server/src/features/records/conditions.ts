import { comparesAs, type Condition, type FilterValue } from '@pulse/contract'
import { type RawBuilder, sql } from 'kysely'
import type { WorkspaceType } from '#kernel/types'
import { slotText, slotTextLength } from '#kernel/slots'
import { bindValue, columnOf, fromJson } from './columns.ts'

const signs = { eq: sql`=`, gte: sql`>=`, lte: sql`<=` }

/** One condition of a list request as SQL; values are always bound. */
export function conditionSql(type: WorkspaceType, { field, operator, values }: Condition): RawBuilder<boolean> {
  const { expression, isCut } = columnOf(type, field)
  const bound = values.map((value) => bindValue(field, isCut ? slotText(String(value)) : value))
  const quick =
    operator === 'in'
      ? sql<boolean>`${expression} in (${sql.join(bound)})`
      : sql<boolean>`${expression} ${signs[operator]} ${bound[0]}`
  if (!isCut || !values.some(isLong)) return quick
  // The slot finds candidates by their start; the whole text decides.
  const whole = values.map((value) => bindValue(field, value))
  const exact =
    operator === 'in'
      ? sql<boolean>`${fromJson(field)} in (${sql.join(whole)})`
      : sql<boolean>`${fromJson(field)} ${signs[operator]} ${whole[0]}`
  return sql<boolean>`(${quick} and ${exact})`
}

const isLong = (value: FilterValue) => String(value).length >= slotTextLength

/** The value of a field as a cursor carries it; of a text the start, which is all that sorting looks at. */
export function cursorValue(condition: Condition['field'], value: unknown): FilterValue | null {
  if (value === null || value === undefined) return null
  const compares = comparesAs(condition.kind)
  if (condition.kind === 'money') return (value as { amount: number }).amount
  if (compares === 'text') return startOf(value as string)
  return compares === 'number' ? Number(value) : (value as FilterValue)
}

/** As many characters as Postgres counts in `left`. */
const startOf = (text: string) =>
  Array.from(text.slice(0, 2 * slotTextLength))
    .slice(0, slotTextLength)
    .join('')
