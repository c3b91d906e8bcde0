import { z } from 'zod'

export const maxPageSize = 200
export const defaultPageSize = 50
/** Counting stops here: a larger total is left out of the body and reads `10000+` in `X-Total-Count`. */
export const countCap = 10_000

const countTo = (most: number) =>
  z.coerce
    .number({ error: 'Must be a number.' })
    .int({ error: 'Must be a whole number.' })
    .min(1, { error: 'Must be at least 1.' })
    .max(most, { error: `Must be at most ${most.toLocaleString('en')}.` })

/** Paging of every list: `cursor` from the page before, or `page` from 1. */
export const PageQuery = z.object({
  limit: countTo(maxPageSize).default(defaultPageSize),
  page: countTo(10_000).optional(),
  cursor: z.string().max(3_000).optional(),
})
export type PageQuery = z.output<typeof PageQuery>

/** One page of a list; `nextCursor` is null on the last one, `total` absent above `countCap`. */
export interface Page<Item> {
  data: Item[]
  nextCursor: string | null
  total?: number | undefined
}

const pages = new WeakSet<z.ZodType>()

/** The reply of a list endpoint. */
export function page<Item extends z.ZodType>(item: Item) {
  const schema = z.object({ data: z.array(item), nextCursor: z.string().nullable(), total: z.int().optional() })
  pages.add(schema)
  return schema
}

/** Tells whether a reply is a list, which both prefixes and the paging headers treat apart. */
export const isPage = (reply: z.ZodType) => pages.has(reply)
