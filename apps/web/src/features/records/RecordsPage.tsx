import type { ObjectType } from '@pulse/contract'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { typeOfPlural, useTypes } from '#features/modules/index.ts'
import { IconPlus } from '#ui/icons.ts'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Failure } from '#ui/Notice.tsx'
import { Page } from '#ui/Page.tsx'
import { DataTable } from '#ui/table/DataTable.tsx'
import { paths } from '../../paths.ts'
import { NotFound } from '#ui/Trouble.tsx'
import { columnsOf } from './columns.tsx'
import { ListBar, NoRecords } from './ListBar.tsx'
import { keyOf, newestFirst, useRecordList } from './record-list.ts'

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

/** Every record of a type, read as one scrolls and kept current by the stream. */
function RecordList({ type, search: { sort = newestFirst, status } }: { type: ObjectType; search: RecordsSearch }) {
  const navigate = useNavigate()
  const { window, isNew, missed, readAgain } = useRecordList(type, { sort, status })
  const columns = useMemo(() => columnsOf(type), [type])
  const show = (next: RecordsSearch) =>
    void navigate({
      to: '.',
      search: { ...(status && { status }), ...(sort !== newestFirst && { sort }), ...next },
      replace: true,
    })
  return (
    <Page title={type.labelPlural} about={type.description} shape="fill" actions={<NewRecord type={type} />}>
      <ListBar
        type={type}
        status={status}
        onStatus={(next) => show({ status: next })}
        total={window.isLoading ? undefined : window}
        missed={missed}
        onMissed={readAgain}
      />
      {window.error ? <Failure error={window.error} retry={window.retry} /> : null}
      {window.count === 0 ? (
        <NoRecords type={type} isFiltered={status !== undefined} />
      ) : (
        <DataTable
          label={type.labelPlural}
          columns={columns}
          {...window}
          keyOf={keyOf}
          isNew={isNew}
          linkOf={({ id }) => paths.record(type.plural, id)}
          sort={sort}
          onSort={(next) => show({ sort: next })}
        />
      )}
    </Page>
  )
}

const NewRecord = ({ type }: { type: ObjectType }) => (
  <LinkButton to={paths.newRecord(type.plural)} leftSection={<IconPlus size={15} />}>
    New {type.label.toLowerCase()}
  </LinkButton>
)
