import { ApiError, records, type ObjectType, type RecordData, type RecordSnapshot } from '@pulse/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '#api/client.ts'
import { typeOfPlural, useTypes } from '#features/modules/index.ts'
import { Failure } from '#ui/Notice.tsx'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page } from '#ui/Page.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { paths } from '../../paths.ts'
import { NotFound } from '#ui/Trouble.tsx'
import { Conflict } from './Conflict.tsx'
import { changesOf, draftOf } from './draft.ts'
import { keepRecord, recordQuery } from './queries.ts'
import { RecordForm } from './RecordForm.tsx'
import { titleOf } from './title.ts'

export function EditRecordPage({ plural, id }: { plural: string; id: string }) {
  const type = typeOfPlural(useTypes(), plural)
  return type ? <EditRecord key={id} type={type} id={id} /> : <NotFound />
}

function EditRecord({ type, id }: { type: ObjectType; id: string }) {
  const { plural, label } = type
  const { data: record, error, refetch } = useQuery({ ...recordQuery(plural, id), staleTime: 0 })
  return (
    <Page
      title={`Edit ${record ? titleOf(type, record) : label.toLowerCase()}`}
      up={{ to: paths.record(plural, id), label: record ? titleOf(type, record) : label }}
      shape="narrow"
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {record ? <EditForm type={type} record={record} /> : !error && <PendingFields />}
    </Page>
  )
}

/** Edits from the version that was read: what others change meanwhile does not change under one's hands, it is shown on saving. */
function EditForm({ type, record }: { type: ObjectType; record: RecordSnapshot }) {
  const { plural, status } = type
  const client = useQueryClient()
  const navigate = useNavigate()
  const [base, setBase] = useState(record)
  const [values, setValues] = useState<RecordData>(() => draftOf(type, record))
  const changes = changesOf(draftOf(type, base), values)
  const save = useMutation({
    mutationFn: () =>
      call(records.patchRecord, { params: { plural, id: base.id }, body: changes }, { ifMatch: base.version }),
    onSuccess: async (changed) => {
      await keepRecord(client, plural, changed)
      await navigate({ to: paths.record(plural, base.id) })
    },
  })
  const isConflict = save.error instanceof ApiError && save.error.code === 'record.version_conflict'
  const from = String(base[status?.field ?? ''])
  return (
    <>
      {isConflict && (
        <Conflict
          type={type}
          base={base}
          mine={changes}
          onChoose={(theirs, next) => {
            setBase(theirs)
            setValues(next)
            save.reset()
          }}
        />
      )}
      <RecordForm
        key={base.version}
        type={type}
        values={values}
        onChange={setValues}
        onSubmit={() => save.mutate()}
        submit="Save"
        isPending={save.isPending}
        error={isConflict ? null : save.error}
        states={[from, ...(status?.moves[from] ?? [])]}
        cancel={
          <LinkButton to={paths.record(plural, base.id)} variant="default">
            Cancel
          </LinkButton>
        }
      />
    </>
  )
}
