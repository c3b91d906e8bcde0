import type { health } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { healthQuery } from '#api/health.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Fact, Facts } from '#ui/Facts.tsx'
import { format } from '#ui/format.ts'
import { Page, Section } from '#ui/Page.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { Status } from '#ui/Status.tsx'
import { paths } from '../../paths.ts'
import { Consumers } from './Consumers.tsx'
import { Queues } from './Queues.tsx'
import styles from './system.module.css'
import { verdictOf, type Verdict } from './verdict.ts'

const refreshMs = 5_000

/** How the server is, read again every few seconds; what it last said stays while it cannot be reached. */
export function SystemPage() {
  const { data, error, dataUpdatedAt } = useQuery({ ...healthQuery, refetchInterval: refreshMs })
  const readAt = dataUpdatedAt > 0 ? format.clock(new Date(dataUpdatedAt).toISOString()) : undefined
  return (
    <Page
      title="Health"
      about={
        <>
          Read every {format.duration(refreshMs / 1_000)}
          {readAt && <>, last at {readAt}</>}. <a href="/health/metrics">Metrics for Prometheus</a> ·{' '}
          <a href="/api/docs">API docs</a>
        </>
      }
    >
      {error && <Overall verdict={unreachable(readAt)} />}
      {!error && data && <Overall verdict={verdictOf(data)} />}
      {!error && !data && <PendingFields />}
      {data && <Details read={data} />}
    </Page>
  )
}

const unreachable = (readAt: string | undefined): Verdict => ({
  tone: 'bad',
  title: 'Pulse cannot be reached',
  reasons: readAt ? [`What follows is from ${readAt}.`] : [],
})

const Overall = ({ verdict: { tone, title, reasons, hasParked } }: { verdict: Verdict }) => (
  <div role="status" className={styles.overall}>
    <strong>
      <Status tone={tone}>{title}</Status>
    </strong>
    {reasons.map((reason) => (
      <p key={reason}>{reason}</p>
    ))}
    {hasParked && (
      <p>
        <AppLink to={paths.parked}>See what is set aside</AppLink>
      </p>
    )}
  </div>
)

function Details({ read }: { read: health.DetailedHealth }) {
  const { version, uptimeSeconds, database, disk, consumers, queues } = read
  return (
    <>
      <Facts shape="strip">
        <Fact label="Database">
          <Status tone={database.ok ? 'ok' : 'bad'}>
            {database.latencyMs === null ? 'no answer' : `answers in ${format.milliseconds(database.latencyMs)}`}
          </Status>
        </Fact>
        <Fact label="Disk">
          <Status tone={disk.ok ? 'ok' : 'bad'}>
            {disk.freeBytes === null ? 'not known' : `${format.bytes(disk.freeBytes)} free`}
          </Status>
        </Fact>
        <Fact label="Up for">{format.duration(uptimeSeconds)}</Fact>
        <Fact label="Version">{version}</Fact>
        <Fact label="Runs on">{database.embedded ? 'its own Postgres' : 'your Postgres'}</Fact>
      </Facts>
      <Section title="Consumers" about="What reads the events as they happen, and how far each is behind.">
        <Consumers consumers={consumers} isKnown={database.ok} />
      </Section>
      <Section title="Queues" about="What waits or runs in the process that answered.">
        <Queues queues={queues} />
      </Section>
    </>
  )
}
