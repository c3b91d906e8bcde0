import { Tabs } from '@mantine/core'
import type { eventLog, ObjectType } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { useTypes } from '#features/modules/index.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { JsonBlock } from '#ui/Code.tsx'
import { format } from '#ui/format.ts'
import { Failure } from '#ui/Notice.tsx'
import { Page } from '#ui/Page.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { paths } from '../../paths.ts'
import { eventQuery } from './queries.ts'
import { Snapshot } from './Snapshot.tsx'

/** One event: what it was about at that moment, with what it changed marked. */
export function EventPage({ id }: { id: string }) {
  const { data: event, error, refetch } = useQuery(eventQuery(id))
  const type = useTypes().find(({ name }) => name === event?.record?.type)
  return (
    <Page
      title={event?.type ?? 'Event'}
      up={{ to: paths.events, label: 'Events' }}
      about={event && <About event={event} type={type} />}
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!event && !error && <PendingFields />}
      {event && (
        <Tabs defaultValue="snapshot" keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="snapshot">Snapshot</Tabs.Tab>
            <Tabs.Tab value="json">JSON</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="snapshot">
            <Snapshot event={event} type={type} />
          </Tabs.Panel>
          <Tabs.Panel value="json">
            <JsonBlock value={event} label="the event as JSON" />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  )
}

const About = ({ event, type }: { event: eventLog.Event; type: ObjectType | undefined }) => (
  <>
    {format.exactInstant(event.createdAt)}, by {event.actor.name}
    {type && event.record && (
      <>
        {' '}
        · <AppLink to={paths.record(type.plural, event.record.id)}>the {type.label.toLowerCase()} now</AppLink>, version{' '}
        {event.record.version} here ·{' '}
        <AppLink to={paths.events} search={{ recordType: type.name, recordId: event.record.id }}>
          all its events
        </AppLink>
      </>
    )}{' '}
    · <AppLink to={paths.catalogEvent(event.type)}>in the catalog</AppLink>
  </>
)
