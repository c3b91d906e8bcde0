import { records, type ObjectType, type RecordData } from '@pulse/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '#api/client.ts'
import { typeOfPlural, useTypes } from '#features/modules/index.ts'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page } from '#ui/Page.tsx'
import { paths } from '../../paths.ts'
import { NotFound } from '#ui/Trouble.tsx'
import { changesOf, draftOf } from './draft.ts'
import { keepRecord } from './queries.ts'
import { RecordForm } from './RecordForm.tsx'

export function NewRecordPage({ plural }: { plural: string }) {
  const type = typeOfPlural(useTypes(), plural)
  return type ? <NewRecord key={plural} type={type} /> : <NotFound />
}

function NewRecord({ type }: { type: ObjectType }) {
  const { plural, label, labelPlural, status } = type
  const client = useQueryClient()
  const navigate = useNavigate()
  const [values, setValues] = useState<RecordData>(() => draftOf(type))
  const create = useMutation({
    mutationFn: () => call(records.createRecord, { params: { plural }, body: changesOf({}, values) }),
    onSuccess: async (record) => {
      await keepRecord(client, plural, record)
      await navigate({ to: paths.record(plural, record.id) })
    },
  })
  return (
    <Page title={`New ${label.toLowerCase()}`} up={{ to: paths.records(plural), label: labelPlural }} shape="narrow">
      <RecordForm
        type={type}
        values={values}
        onChange={setValues}
        onSubmit={() => create.mutate()}
        submit={`Create the ${label.toLowerCase()}`}
        isPending={create.isPending}
        error={create.error}
        states={Object.keys(status?.moves ?? {})}
        cancel={
          <LinkButton to={paths.records(plural)} variant="default">
            Cancel
          </LinkButton>
        }
      />
    </Page>
  )
}
