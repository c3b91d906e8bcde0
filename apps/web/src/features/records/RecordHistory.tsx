import { eventLog, type ObjectType } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { call } from '#api/client.ts'
import { EventChanges } from '#features/events/index.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Failure } from '#ui/Notice.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { Ago } from '#ui/Time.tsx'
import { paths } from '../../paths.ts'
import styles from './records.module.css'

const shown = 20

/** The events of a record, newest first: who did what when, and what changed. */
export function RecordHistory({ type, id, version }: { type: ObjectType; id: string; version: number }) {
  const { data, error } = useQuery({
    // A new version has a new event: the history is read again with it.
    queryKey: ['events', 'of-record', id, version],
    queryFn: ({ signal }) =>
      call(eventLog.listEvents, { query: { recordType: type.name, recordId: id, limit: shown } }, { signal }),
    placeholderData: (before) => before,
  })
  if (error) return <Failure error={error} />
  if (!data) return <PendingFields rows={4} />
  return (
    <>
      <ol className={styles.history}>
        {data.data.map((event) => (
          <li key={event.id}>
            <AppLink to={paths.event(event.id)}>{event.type}</AppLink>{' '}
            <span className="quiet">
              by {event.actor.name}, <Ago at={event.createdAt} />
            </span>
            <EventChanges event={event} type={type} />
          </li>
        ))}
      </ol>
      {data.nextCursor !== null && (
        <AppLink to={paths.events} search={{ recordType: type.name, recordId: id }}>
          All its events
        </AppLink>
      )}
    </>
  )
}
