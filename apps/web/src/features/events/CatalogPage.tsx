import { TextInput } from '@mantine/core'
import type { eventTypes } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AppLink } from '#ui/AppLink.tsx'
import { Empty, Failure } from '#ui/Notice.tsx'
import { Page } from '#ui/Page.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { paths } from '../../paths.ts'
import { EventTabs } from './EventTabs.tsx'
import styles from './events.module.css'
import { catalogQuery } from './queries.ts'

/** Every event there can be, by what it is about. */
export function CatalogPage() {
  const { data, error, refetch } = useQuery(catalogQuery)
  const [sought, setSought] = useState('')
  const found = (data ?? []).filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(sought.trim().toLowerCase()),
  )
  const groups = Map.groupBy(found, ({ name }) => name.split('.', 1)[0] ?? name)
  return (
    <Page
      title="Event catalog"
      about="Every event of this workspace with its JSON Schema and a sample. Declare your own with POST /api/v1/event-types."
    >
      <EventTabs />
      <TextInput
        aria-label="Find an event"
        placeholder="Find an event"
        w={260}
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
      />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <PendingFields />}
      {data && found.length === 0 && <Empty title={`No event matches “${sought}”`} />}
      <div className={styles.catalog}>
        {[...groups].map(([group, events]) => (
          <Group key={group} name={group} events={events} />
        ))}
      </div>
    </Page>
  )
}

const Group = ({ name, events }: { name: string; events: eventTypes.EventType[] }) => (
  <section aria-label={name}>
    <strong>{name.replaceAll('_', ' ')}</strong>
    <ul>
      {events.map((event) => (
        <li key={event.name}>
          <AppLink to={paths.catalogEvent(event.name)}>{event.name}</AppLink>{' '}
          <span className="quiet">{event.source === 'custom' ? 'your own' : event.description}</span>
        </li>
      ))}
    </ul>
  </section>
)
