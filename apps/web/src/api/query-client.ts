import { QueryClient } from '@tanstack/react-query'

/** What was read counts as fresh this long; the live stream replaces most of it sooner. */
const staleMs = 10_000

/** Reads and their cache. Nothing is retried here: the retry queue does that for all of them. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: staleMs, retry: false, networkMode: 'always', refetchOnWindowFocus: false },
    mutations: { retry: false, networkMode: 'always' },
  },
})
