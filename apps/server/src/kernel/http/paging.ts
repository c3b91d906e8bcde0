import { countCap, defaultPageSize, type Page } from '@pulse/contract'

interface PageRequest {
  /** Path and query as the caller sent them. */
  url: string
  query: Record<string, unknown>
}

/** The headers of a list: how many, which page, and links to its neighbours (RFC 8288); one that is read on with `after` has no end to count. */
export function pagingHeaders(page: Page<unknown>, { url, query }: PageRequest): Record<string, string> {
  const isEndless = query['after'] !== undefined
  const number = query['page'] === undefined ? undefined : Number(query['page'])
  // A cursor knows where it stands, not how many pages came before.
  const isFirst = query['cursor'] === undefined && !isEndless
  const limit = Number(query['limit'] ?? defaultPageSize)
  const neighbours = isEndless
    ? { next: { after: page.nextCursor ?? undefined } }
    : neighboursOf(page, { number, limit })
  const links = Object.entries({ first: firstOf(number), ...neighbours }).map(
    ([rel, changes]) => `<${urlWith(url, changes)}>; rel="${rel}"`,
  )
  return {
    ...(!isEndless && { 'x-total-count': page.total === undefined ? `${countCap}+` : String(page.total) }),
    'x-limit': String(limit),
    ...((number !== undefined || isFirst) && { 'x-page': String(number ?? 1) }),
    link: links.join(', '),
  }
}

/** What of the address differs on another page. */
type Changes = Record<string, string | undefined>

const firstOf = (number: number | undefined): Changes => ({
  cursor: undefined,
  page: number === undefined ? undefined : '1',
})

/** The pages around this one: by number where the caller counts them, else by cursor. */
function neighboursOf(
  { nextCursor, total }: Page<unknown>,
  { number, limit }: { number: number | undefined; limit: number },
): Record<string, Changes> {
  if (number === undefined) return nextCursor === null ? {} : { next: { cursor: nextCursor } }
  return {
    ...(number > 1 && { prev: { page: String(number - 1) } }),
    ...(nextCursor !== null && { next: { page: String(number + 1) } }),
    ...(total !== undefined && { last: { page: String(Math.max(1, Math.ceil(total / limit))) } }),
  }
}

function urlWith(url: string, changes: Changes): string {
  const [path = '', search = ''] = url.split('?')
  const query = new URLSearchParams(search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name)
    else query.set(name, value)
  }
  const text = query.toString()
  return text ? `${path}?${text}` : path
}
