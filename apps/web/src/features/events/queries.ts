import { eventLog, eventTypes } from '@pulse/contract'
import { queryOptions } from '@tanstack/react-query'
import { call } from '#api/client.ts'

/** Every event there can be. */
export const catalogQuery = queryOptions({
  queryKey: ['event-types'],
  queryFn: ({ signal }) => call(eventTypes.listEventTypes, {}, { signal }),
  staleTime: 60_000,
})

// What happened does not change.
export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ['events', 'one', id],
    queryFn: ({ signal }) => call(eventLog.readEvent, { params: { id } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
