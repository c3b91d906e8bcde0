import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query'
import type { Page } from '@pulse/contract'

interface PagesOptions<Row> {
  queryKey: QueryKey
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Row>>
}

/** A list short enough to be shown whole, read a page at a time as more of it is asked for. */
export interface Pages<Row> {
  /** Nothing until the first page is there. */
  rows: Row[] | undefined
  error: Error | null
  retry: () => void
  hasMore: boolean
  isReadingMore: boolean
  readMore: () => void
}

export function usePages<Row>({ queryKey, load }: PagesOptions<Row>): Pages<Row> {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  return {
    rows: query.data?.pages.flatMap(({ data }) => data),
    error: query.error,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    isReadingMore: query.isFetchingNextPage,
    readMore: () => void query.fetchNextPage(),
  }
}
