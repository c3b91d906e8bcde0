import { eventLog } from '@pulse/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#api/client.ts'
import type { LiveEvent } from '#api/live.ts'
import { useLiveEvents, useLiveGap } from '#api/workspace-live.ts'
import { useTypes } from '#features/modules/index.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Empty, Failure } from '#ui/Notice.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { Ago } from '#ui/Time.tsx'
import { paths } from '../../paths.ts'
import { subjectOf } from './columns.tsx'
import styles from './events.module.css'

const queryKey = ['events', 'newest']

/** The latest events as they happen, newest first. */
export function EventFeed({ count }: { count: number }) {
  const client = useQueryClient()
  const types = useTypes()
  const [arrived, setArrived] = useState<readonly LiveEvent[]>([])
  const { data, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => call(eventLog.listEvents, { query: { limit: count } }, { signal }),
  })
  useLiveEvents((events) => setArrived((before) => [...events.toReversed(), ...before].slice(0, count)))
  useLiveGap(() => void client.invalidateQueries({ queryKey }))
  if (error) return <Failure error={error} />
  if (!data) return <PendingFields rows={count} />
  const known = new Set(data.data.map(({ id }) => id))
  const events = [...arrived.filter(({ id }) => !known.has(id)), ...data.data].slice(0, count)
  if (events.length === 0)
    return (
      <Empty title="Nothing has happened yet">
        Send the first record with the command above: it shows up here at once.
      </Empty>
    )
  return (
    <ol className={styles.feed} aria-label="Latest events">
      {events.map((event) => (
        <li key={event.id} data-new={arrived.some(({ id }) => id === event.id) || undefined}>
          <AppLink to={paths.event(event.id)} className={styles.feedType}>
            {event.type}
          </AppLink>
          <span className={styles.feedSubject}>{subjectOf(event, types)}</span>
          <span className="quiet">
            <Ago at={event.createdAt} />
          </span>
        </li>
      ))}
    </ol>
  )
}
