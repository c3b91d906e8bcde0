import { countCap, type Page, type PageQuery } from '@pulse/contract'
import { fail } from '../problem.ts'

interface Source<Row> {
  /** Reads rows in the list's order, beyond the id the page before ended with. */
  list: (range: { before: string | undefined; limit: number; offset: number }) => Promise<Row[]>
  /** Counts rows up to `most`. */
  count: (most: number) => Promise<number>
}

/** A page of a list ordered by time-ordered ids: its cursor is the id it ended with. */
export async function idPage<Row extends { id: string }>(
  { limit, page = 1, cursor }: PageQuery,
  { list, count }: Source<Row>,
): Promise<Page<Row>> {
  const before = cursor === undefined ? undefined : idOf(cursor)
  const offset = before ? 0 : (page - 1) * limit
  const [rows, total] = await Promise.all([list({ before, limit: limit + 1, offset }), count(countCap + 1)])
  const data = rows.slice(0, limit)
  const nextCursor = rows.length > limit ? (data.at(-1)?.id ?? null) : null
  return { data, nextCursor, total: total > countCap ? undefined : total }
}

function idOf(cursor: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cursor)) return cursor
  return fail('request.invalid', {
    issues: [{ path: 'cursor', message: 'Is damaged; start again from the first page.' }],
  })
}
