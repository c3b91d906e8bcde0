import { Button, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { records, type ObjectType, type RecordSnapshot } from '@pulse/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '#api/client.ts'
import { IconChevronDown } from '#ui/icons.ts'
import { explain } from '#ui/Notice.tsx'
import { keepRecord } from './queries.ts'

/** The states a record may move to from where it is. */
export function StatusMoves({ type, record }: { type: ObjectType; record: RecordSnapshot }) {
  const { plural, status } = type
  const client = useQueryClient()
  const move = useMutation({
    mutationFn: (state: string) =>
      call(
        records.patchRecord,
        { params: { plural, id: record.id }, body: { [status?.field ?? '']: state } },
        { ifMatch: record.version },
      ),
    onSuccess: (changed) => keepRecord(client, plural, changed),
    onError: (error) => notifications.show({ color: 'red', title: 'Not moved', message: explain(error).message }),
  })
  const states = status?.moves[String(record[status.field])] ?? []
  if (states.length === 0) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={move.isPending} rightSection={<IconChevronDown size={14} />}>
          Move to
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {states.map((state) => (
          <Menu.Item key={state} onClick={() => move.mutate(state)}>
            {state.replaceAll('_', ' ')}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
