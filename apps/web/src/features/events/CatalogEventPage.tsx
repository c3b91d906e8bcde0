import { useQuery } from '@tanstack/react-query'
import { AppLink } from '#ui/AppLink.tsx'
import { JsonBlock } from '#ui/Code.tsx'
import { Empty, Failure } from '#ui/Notice.tsx'
import { Page, Section } from '#ui/Page.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { paths } from '../../paths.ts'
import { catalogQuery } from './queries.ts'

/** One event of the catalog: what it means, the schema of its data, a sample. */
export function CatalogEventPage({ name }: { name: string }) {
  const { data, error, refetch } = useQuery(catalogQuery)
  const event = data?.find((one) => one.name === name)
  return (
    <Page title={name} up={{ to: paths.catalog, label: 'Event catalog' }} about={event?.description}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <PendingFields />}
      {data && !event && (
        <Empty title="The catalog has no such event">
          It may be one that is no longer declared; those that happened stay in the log.
        </Empty>
      )}
      <p>
        <AppLink to={paths.events} search={{ type: name }}>
          When it happened
        </AppLink>
      </p>
      {event && (
        <>
          <Section title="Sample">
            <JsonBlock value={event.sample} label="the sample" />
          </Section>
          <Section title="JSON Schema of its data">
            <JsonBlock value={event.schema} label="the schema" />
          </Section>
        </>
      )}
    </Page>
  )
}
