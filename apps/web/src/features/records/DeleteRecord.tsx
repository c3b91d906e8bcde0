import { Button } from '@mantine/core'
import { records, type ObjectType, type RecordSnapshot } from '@pulse/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call } from '#api/client.ts'
import { ConfirmButton } from '#ui/ConfirmButton.tsx'
import { paths } from '../../paths.ts'
import { titleOf } from './title.ts'

/** Deletes a record after a second look; refused when somebody changed it meanwhile. */
export function DeleteRecord({ type, record }: { type: ObjectType; record: RecordSnapshot }) {
  const { plural, label } = type
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => call(records.deleteRecord, { params: { plural, id: record.id } }, { ifMatch: record.version }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['records', plural, 'list'] })
      await navigate({ to: paths.records(plural) })
    },
  })
  return (
    <ConfirmButton
      title={`Delete ${titleOf(type, record)}?`}
      confirm={`Delete the ${label.toLowerCase()}`}
      action={remove}
      trigger={(open) => (
        <Button variant="default" onClick={open}>
          Delete
        </Button>
      )}
    >
      It disappears from every list. Its events stay in the log.
    </ConfirmButton>
  )
}
