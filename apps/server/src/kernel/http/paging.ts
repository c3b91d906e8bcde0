import { countCap, defaultPageSize, type Page } from '@pulse/contract'

interface PageRequest {
  /** Path and query as the caller sent them. */
  url: string
  query: Record<string, unknown>
}

/** The headers of a list: how many, which page, and links to its neighbours (RFC 8288); one that is read on with `after` has no end to count. */
export function pagingHeaders(
  { nextCursor, total }: Page<unknown>,
  { url, query }: PageRequest,
): Record<string, string> {
  const isEndless = query['after'] !== undefined
  const limit = Number(query['limit'] ?? defaultPageSize)
  const page = query['page'] === undefined ? undefined : Number(query['page'])
  // A cursor knows where it stands, not how many pages came before.
  const number = page ?? (query['cursor'] === undefined && !isEndless ? 1 : undefined)
  const links: string[] = []
  const add = (rel: string, changes: Record<string, string | undefined>) =>
    links.push(`<${urlWith(url, changes)}>; rel="${rel}"`)
  add('first', { cursor: undefined, page: page === undefined ? undefined : '1' })
  if (page !== undefined && page > 1) add('prev', { page: String(page - 1) })
  if (nextCursor !== null) add('next', nextPage(nextCursor, { page, isEndless }))
  if (page !== undefined && total !== undefined) add('last', { page: String(Math.max(1, Math.ceil(total / limit))) })
  return {
    ...(!isEndless && { 'x-total-count': total === undefined ? `${countCap}+` : String(total) }),
    'x-limit': String(limit),
    ...(number !== undefined && { 'x-page': String(number) }),
    link: links.join(', '),
  }
}

function nextPage(
  nextCursor: string,
  { page, isEndless }: { page: number | undefined; isEndless: boolean },
): Record<string, string> {
  if (isEndless) return { after: nextCursor }
  return page === undefined ? { cursor: nextCursor } : { page: String(page + 1) }
}

function urlWith(url: string, changes: Record<string, string | undefined>): string {
  const [path = '', search = ''] = url.split('?')
  const query = new URLSearchParams(search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name)
    else query.set(name, value)
  }
  const text = query.toString()
  return text ? `${path}?${text}` : path
}
