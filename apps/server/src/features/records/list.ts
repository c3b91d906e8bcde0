import {
  countCap,
  readCursor,
  writeCursor,
  type Cursor,
  type ListQuery,
  type Page,
  type RecordSnapshot,
} from '@pulse/contract'
import { type RawBuilder, sql } from 'kysely'
import type { WorkspaceType } from '#kernel/types'
import type { Actor } from '#kernel/actor'
import type { Reader } from '#kernel/db/kysely'
import { fail } from '#kernel/problem'
import { slotText } from '#kernel/slots'
import { bindValue, sortColumnOf, type FieldColumn } from './columns.ts'
import { conditionSql, cursorValue } from './conditions.ts'
import { presentRecord, recordColumns, type RecordRow } from './queries.ts'

interface Listing {
  db: Reader
  actor: Actor
  type: WorkspaceType
  query: ListQuery
}

/** One page of records: empty values last, ties by creation and id, so that the order is total. */
export async function listRecords(listing: Listing): Promise<Page<RecordSnapshot>> {
  const { query, type } = listing
  const cursor =
    query.cursor === undefined
      ? undefined
      : (readCursor(query.sort, query.cursor) ??
        fail('request.invalid', {
          issues: [
            { path: 'cursor', message: 'Is damaged or belongs to another sort; start again from the first page.' },
          ],
        }))
  const [rows, total] = await Promise.all([readRows(listing, cursor), countRows(listing)])
  const data = rows.slice(0, query.limit).map((row) => presentRecord(type, row))
  const last = data.at(-1)
  const nextCursor =
    rows.length > query.limit && last
      ? writeCursor(query.sort, {
          value: cursorValue(query.sort.field, last[query.sort.field.name]),
          createdAt: last.createdAt,
          id: last.id,
        })
      : null
  return { data, nextCursor, total: total > countCap ? undefined : total }
}

async function readRows(listing: Listing, cursor: Cursor | undefined): Promise<RecordRow[]> {
  const { type, query } = listing
  const { limit, page = 1, sort } = query
  const column = sortColumnOf(type, sort.field)
  const isSystem = ['createdAt', 'updatedAt', 'id'].includes(sort.field.name)
  const offset = cursor ? 0 : (page - 1) * limit
  if (isSystem) return readPart(listing, { column, cursor, offset, most: limit + 1 })
  // Filled values come through their index; rows without a value follow from the plain one.
  if (cursor?.value === null)
    return readPart(listing, { cursor, offset, most: limit + 1, only: sql`${column.expression} is null` })
  const filled = await readPart(listing, {
    column,
    cursor,
    offset,
    most: limit + 1,
    only: sql`${column.expression} is not null`,
  })
  if (filled.length > limit) return filled
  const skipped =
    offset === 0 ? 0 : Math.max(0, offset - (await countRows(listing, sql`${column.expression} is not null`)))
  const empty = await readPart(listing, {
    offset: skipped,
    most: limit + 1 - filled.length,
    only: sql`${column.expression} is null`,
  })
  return [...filled, ...empty]
}

interface Part {
  /** What to sort by before creation; nothing sorts by creation alone. */
  column?: FieldColumn
  cursor?: Cursor | undefined
  offset: number
  most: number
  only?: RawBuilder<unknown>
}

function readPart(listing: Listing, { column, cursor, offset, most, only }: Part): Promise<RecordRow[]> {
  const { query } = listing
  const direction = query.sort.descending ? 'desc' : 'asc'
  let select = base(listing).select(recordColumns).limit(most).offset(offset)
  if (only) select = select.where(sql<boolean>`${only}`)
  const keys = [
    ...(column && query.sort.field.name !== 'createdAt' ? [column.expression] : []),
    sql.ref('created_at'),
    sql.ref('id'),
  ]
  for (const key of keys) select = select.orderBy(key, direction)
  if (cursor) {
    const sign = query.sort.descending ? sql`<` : sql`>`
    const values = [
      ...(keys.length === 3 ? [sortValue(query, cursor, column)] : []),
      sql`${cursor.createdAt}::timestamptz`,
      sql`${cursor.id}::uuid`,
    ]
    select = select.where(sql<boolean>`(${sql.join(keys)}) ${sign} (${sql.join(values)})`)
  }
  return select.execute()
}

function sortValue({ sort }: ListQuery, { value }: Cursor, column: FieldColumn | undefined): RawBuilder<unknown> {
  const plain = value ?? ''
  return bindValue(sort.field, column?.isCut ? slotText(String(plain)) : plain)
}

/** Counts up to just above the cap. */
async function countRows(listing: Listing, only?: RawBuilder<unknown>): Promise<number> {
  let rows = base(listing)
    .select(sql.lit(1).as('one'))
    .limit(countCap + 1)
  if (only) rows = rows.where(sql<boolean>`${only}`)
  const { count } = await listing.db
    .selectFrom(rows.as('some'))
    .select((is) => is.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

function base({ db, actor, type, query }: Listing) {
  let select = db
    .selectFrom('records')
    .where('workspace_id', '=', actor.workspace.id)
    .where('type_id', '=', type.id)
    .where('deleted_at', 'is', null)
  for (const condition of query.conditions) select = select.where(conditionSql(type, condition))
  return select
}
