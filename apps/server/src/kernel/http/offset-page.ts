import { countCap, type Page, type PageQuery } from '@pulse/contract'
import { fail } from '../problem.ts'

interface Source<Row> {
  /** Reads rows in a fixed order. */
  list(range: { limit: number; offset: number }): Promise<Row[]>
  count(): Promise<number>
}

/** A page of a list short enough to page by position: its cursor is the position the next page begins at. */
export async function offsetPage<Row>(
  { limit, page, cursor }: PageQuery,
  { list, count }: Source<Row>,
): Promise<Page<Row>> {
  const offset = cursor === undefined ? ((page ?? 1) - 1) * limit : positionOf(cursor)
  const [rows, total] = await Promise.all([list({ limit: limit + 1, offset }), count()])
  return {
    data: rows.slice(0, limit),
    nextCursor: rows.length > limit ? `p${offset + limit}` : null,
    total: total > countCap ? undefined : total,
  }
}

function positionOf(cursor: string): number {
  const [, position] = /^p(\d{1,9})$/.exec(cursor) ?? []
  return position
    ? Number(position)
    : fail('request.invalid', { issues: [{ path: 'cursor', message: 'Is damaged; start again from the first page.' }] })
}
