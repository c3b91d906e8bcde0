import type { eventLog, ObjectType } from '@pulse/contract'
import { titleOf } from '#features/records/index.ts'
import { format } from '#ui/format.ts'
import type { Column } from '#ui/table/DataTable.tsx'
import { Ago } from '#ui/Time.tsx'

type Event = eventLog.Event

/** What an event is about, by its title. */
export function subjectOf({ record, data }: Event, types: readonly ObjectType[]): string {
  const type = types.find(({ name }) => name === record?.type)
  if (type) return titleOf(type, data)
  const { name, id } = data
  return typeof name === 'string' ? name : typeof id === 'string' ? id : ''
}

/** The columns of the event log. */
export const eventColumns = (types: readonly ObjectType[]): Column<Event>[] => [
  { name: 'type', label: 'Event', width: 'minmax(11rem, 1.2fr)', phone: 'title', cell: ({ type }) => type },
  {
    name: 'record',
    label: 'About',
    width: 'minmax(10rem, 2fr)',
    phone: 'meta',
    cell: (event) => subjectOf(event, types),
  },
  {
    name: 'changed',
    label: 'Changed',
    width: 'minmax(8rem, 1fr)',
    cell: ({ changed = [] }) => <span className="quiet">{changed.join(', ')}</span>,
  },
  { name: 'actor', label: 'By', width: 'minmax(7rem, 0.8fr)', cell: ({ actor }) => actor.name },
  {
    name: 'at',
    label: 'Time',
    width: '7.5rem',
    cell: ({ createdAt }) => <time dateTime={createdAt}>{format.clock(createdAt)}</time>,
  },
  { name: 'ago', label: 'When', width: '9.5rem', phone: 'meta', cell: ({ createdAt }) => <Ago at={createdAt} /> },
]
