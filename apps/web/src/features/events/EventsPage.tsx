import { eventLog } from '@pulse/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { call } from '#api/client.ts'
import { useLiveEvents, useLiveGap } from '#api/workspace-live.ts'
import { useTypes } from '#features/modules/index.ts'
import { Empty, Failure } from '#ui/Notice.tsx'
import { Page } from '#ui/Page.tsx'
import { useArrivals } from '#ui/table/arrivals.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useRowWindow } from '#ui/table/row-window.ts'
import { paths } from '../../paths.ts'
import { eventColumns } from './columns.tsx'
import { EventFilters } from './EventFilters.tsx'
import { EventTabs } from './EventTabs.tsx'
import { isMatch, queryOf, type EventSearch } from './search.ts'

const keyOf = ({ id }: eventLog.Event) => id
const queryKey = ['events', 'log']
const pageSize = 100

/** Everything that happened, newest first and live, narrowed by what stands in the address. */
export function EventsPage({ search }: { search: EventSearch }) {
  const types = useTypes()
  const client = useQueryClient()
  const navigate = useNavigate()
  const filter = queryOf(search)
  const read = useRowWindow<eventLog.Event>({
    queryKey: [...queryKey, filter],
    load: (cursor, signal) =>
      call(eventLog.listEvents, { query: { ...filter, limit: pageSize, ...(cursor && { cursor }) } }, { signal }),
  })
  const { window, add, clear, isNew } = useArrivals(read, keyOf)
  useLiveEvents((events) => add(events.filter((event) => isMatch(search, event))))
  useLiveGap(
    useCallback(() => {
      clear()
      void client.invalidateQueries({ queryKey })
    }, [clear, client]),
  )
  const columns = useMemo(() => eventColumns(types), [types])
  const isFiltered = Object.keys(filter).length > 0
  return (
    <Page
      title="Events"
      about="One entry for each thing that happened, with what it was about at that moment."
      shape="fill"
    >
      <EventTabs />
      <EventFilters
        search={search}
        onChange={(next) => {
          clear()
          void navigate({ to: paths.events, search: next, replace: true })
        }}
      />
      {window.error ? <Failure error={window.error} retry={window.retry} /> : null}
      {window.count === 0 ? (
        <Empty title={isFiltered ? 'No event matches' : 'Nothing has happened yet'}>
          {isFiltered
            ? 'Widen the filter above.'
            : 'Create a record, or send an event of your own with POST /api/v1/events.'}
        </Empty>
      ) : (
        <DataTable
          label="Events"
          columns={columns}
          {...window}
          keyOf={keyOf}
          isNew={isNew}
          linkOf={({ id }) => paths.event(id)}
        />
      )}
    </Page>
  )
}
