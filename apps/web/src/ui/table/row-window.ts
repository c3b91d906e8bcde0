import { useQueries, type QueryKey } from '@tanstack/react-query'
import type { Page } from '@pulse/contract'
import { useCallback, useState } from 'react'

interface PageEnd {
  length: number
  nextCursor: string | null
}

export interface RowWindowOptions<Row> {
  /** Names the list; another key begins it anew. */
  queryKey: QueryKey
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Row>>
}

/** A long list read page by page as it is looked at; pages out of sight are forgotten and read again by their cursor. */
export interface RowWindow<Row> {
  /** Tells this list from others. */
  name: string
  /** Rows known so far, one page of placeholders included while there is more. */
  count: number
  rowAt: (index: number) => Row | undefined
  /** Tells which rows are in sight. */
  onVisible: (first: number, last: number) => void
  /** All rows there are, when the server counted them. */
  total: number | undefined
  hasMore: boolean
  isLoading: boolean
  error: unknown
  retry: () => void
}

const placeholders = 20
const keepMs = 60_000

export function useRowWindow<Row>({ queryKey, load }: RowWindowOptions<Row>): RowWindow<Row> {
  const name = JSON.stringify(queryKey)
  const [known, setKnown] = useState<{ name: string; ends: PageEnd[] }>({ name, ends: [] })
  const [visible, setVisible] = useState<[first: number, last: number]>([0, 0])
  const ends = known.name === name ? known.ends : []
  const starts = startsOf(ends)
  const wanted = pagesIn(visible, starts, ends)

  const results = useQueries({
    queries: wanted.map((page) => ({
      queryKey: [...queryKey, 'page', cursorOf(ends, page) ?? 'first'],
      queryFn: ({ signal }: { signal: AbortSignal }) => load(cursorOf(ends, page), signal),
      gcTime: keepMs,
      staleTime: Number.POSITIVE_INFINITY,
    })),
  })

  const arrived = wanted.map((page, index) => ({ page, data: results[index]?.data }))
  const changed = arrived.filter(({ page, data }) => data && !isSameEnd(ends[page], data))
  // What is known follows from what was read: set while rendering, so that no frame shows the list without it.
  if (changed.length > 0) setKnown({ name, ends: withEnds(ends, changed) })

  const onVisible = useCallback(
    (first: number, last: number) =>
      setVisible((before) => (before[0] === first && before[1] === last ? before : [first, last])),
    [],
  )
  const failed = results.find(({ isError }) => isError)
  const loaded = ends.reduce((sum, { length }) => sum + length, 0)
  const hasMore = ends.length === 0 || ends.at(-1)?.nextCursor !== null
  return {
    name,
    count: loaded + (hasMore ? placeholders : 0),
    rowAt: (index) => {
      const page = starts.findLastIndex((start) => start <= index)
      const data = arrived.find((one) => one.page === page)?.data?.data
      return data?.[index - (starts[page] ?? 0)]
    },
    onVisible,
    total: arrived.find(({ data }) => data)?.data?.total,
    hasMore,
    isLoading: ends.length === 0 && results.some(({ isPending }) => isPending),
    error: failed?.error,
    retry: () => void failed?.refetch(),
  }
}

/** The index at which each page begins, the first unread one included. */
function startsOf(ends: readonly PageEnd[]): number[] {
  const starts = [0]
  for (const { length } of ends) starts.push((starts.at(-1) ?? 0) + length)
  return starts
}

const cursorOf = (ends: readonly PageEnd[], page: number) =>
  page === 0 ? undefined : (ends[page - 1]?.nextCursor ?? undefined)

/** The pages that hold the rows in sight; an unread one only when the page before it says there is more. */
function pagesIn(
  [first, last]: readonly [number, number],
  starts: readonly number[],
  ends: readonly PageEnd[],
): number[] {
  // An empty list still has its first page: else nobody would hear when it is read again.
  const most = ends.at(-1)?.nextCursor === null ? ends.length - 1 : ends.length
  const pageAt = (row: number) =>
    Math.min(
      most,
      Math.max(
        0,
        starts.findLastIndex((start) => start <= row),
      ),
    )
  const from = pageAt(first)
  return Array.from({ length: Math.max(from, pageAt(last)) - from + 1 }, (_, index) => from + index)
}

const isSameEnd = (end: PageEnd | undefined, { data, nextCursor }: Page<unknown>) =>
  end?.length === data.length && end.nextCursor === nextCursor

/** Pages behind one whose end moved are read anew. */
function withEnds(ends: readonly PageEnd[], arrived: { page: number; data: Page<unknown> | undefined }[]): PageEnd[] {
  const next = [...ends]
  for (const { page, data } of arrived) {
    if (!data || page > next.length) continue
    next.splice(page, next[page]?.nextCursor === data.nextCursor ? 1 : next.length, {
      length: data.data.length,
      nextCursor: data.nextCursor,
    })
  }
  return next
}
