import { Button } from '@mantine/core'
import { records, type ObjectType, type RecordSnapshot } from '@pulse/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { call } from '#api/client.ts'
import { useLiveGap } from '#api/workspace-live.ts'
import { typeOfPlural, useTypes } from '#features/modules/index.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { IconPlus } from '#ui/icons.ts'
import { Failure } from '#ui/Notice.tsx'
import { Page } from '#ui/Page.tsx'
import { useArrivals } from '#ui/table/arrivals.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useRowWindow } from '#ui/table/row-window.ts'
import { paths } from '../../paths.ts'
import { NotFound } from '../../shell/Trouble.tsx'
import { columnsOf } from './columns.tsx'
import { ListBar, NoRecords } from './ListBar.tsx'
import { useLiveRecords } from './live-records.ts'
import { pageSize } from './queries.ts'

export interface RecordsSearch {
  sort?: string | undefined
  status?: string | undefined
}

interface RecordsPageProps {
  plural: string
  search: RecordsSearch
}

export function RecordsPage({ plural, search }: RecordsPageProps) {
  const type = typeOfPlural(useTypes(), plural)
  return type ? <RecordList type={type} search={search} /> : <NotFound />
}

const keyOf = ({ id }: RecordSnapshot) => id
const newestFirst = '-createdAt'

/** Every record of a type, read as one scrolls and kept current by the stream. */
function RecordList({ type, search: { sort = newestFirst, status } }: { type: ObjectType; search: RecordsSearch }) {
  const { plural, labelPlural, description } = type
  const client = useQueryClient()
  const navigate = useNavigate()
  const filter = status && type.status ? { [type.status.field]: status } : {}
  const read = useRowWindow<RecordSnapshot>({
    queryKey: ['records', plural, 'list', sort, filter],
    load: (cursor, signal) =>
      call(records.listRecords, { params: { plural }, query: { ...filter, sort, limit: pageSize, ...(cursor && { cursor }) } }, { signal }),
  })
  const { window, add, clear, isNew } = useArrivals(read, keyOf)
  const missed = useLiveRecords(type, { filter, isNewestFirst: sort === newestFirst, add })
  const readAgain = useCallback(() => {
    clear()
    void client.invalidateQueries({ queryKey: ['records', plural, 'list'] })
  }, [clear, client, plural])
  useLiveGap(readAgain)

  const columns = useMemo(() => columnsOf(type), [type])
  const show = (next: RecordsSearch) =>
    void navigate({ to: '.', search: { ...(status && { status }), ...(sort !== newestFirst && { sort }), ...next }, replace: true })
  return (
    <Page
      title={labelPlural}
      about={description}
      shape="fill"
      actions={
        <Button renderRoot={(props) => <AppLink to={paths.newRecord(plural)} {...props} />} leftSection={<IconPlus size={15} />}>
          New {type.label.toLowerCase()}
        </Button>
      }
    >
      <ListBar
        type={type}
        status={status}
        onStatus={(next) => show({ status: next })}
        total={window.isLoading ? undefined : window}
        missed={missed.count}
        onMissed={() => {
          missed.reset()
          readAgain()
        }}
      />
      {window.error ? <Failure error={window.error} retry={window.retry} /> : null}
      {window.count === 0 ? (
        <NoRecords type={type} isFiltered={status !== undefined} />
      ) : (
        <DataTable
          label={labelPlural}
          columns={columns}
          {...window}
          keyOf={keyOf}
          isNew={isNew}
          linkOf={({ id }) => paths.record(plural, id)}
          sort={sort}
          onSort={(next) => show({ sort: next })}
        />
      )}
    </Page>
  )
}
