import { workspaces } from '@pulse/contract'
import { queryOptions } from '@tanstack/react-query'
import { call } from './client.ts'

/** The workspace of whoever is signed in; it hardly ever changes. */
export const workspaceQuery = queryOptions({
  queryKey: ['workspace'],
  queryFn: ({ signal }) => call(workspaces.readWorkspace, {}, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})
