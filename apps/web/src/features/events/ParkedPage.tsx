import { Button } from '@mantine/core'
import { parkedEvents } from '@pulse/contract'
import { call } from '#api/client.ts'
import { usePages } from '#api/pages.ts'
import { useLiveReread } from '#api/reread.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { More } from '#ui/More.tsx'
import { Empty, Failure } from '#ui/Notice.tsx'
import { Page } from '#ui/Page.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { Ago } from '#ui/Time.tsx'
import { paths } from '../../paths.ts'
import { EventTabs } from './EventTabs.tsx'
import styles from './events.module.css'
import { DiscardParked } from './DiscardParked.tsx'
import { ParkedOutcome } from './ParkedOutcome.tsx'
import { parkedKey, useRetry, type Retrying } from './parked.ts'

const pageSize = 100
/** Nothing tells when an event is set aside; while things happen the list is read again at this pace. */
const followMs = 5_000

/** Events that something in Pulse failed on: why, and a way to hand them back or give them up. */
export function ParkedPage() {
  useLiveReread([parkedKey], () => true, followMs)
  const parked = usePages<parkedEvents.ParkedEvent>({
    queryKey: parkedKey,
    load: (cursor, signal) =>
      call(parkedEvents.listParked, { query: { limit: pageSize, ...(cursor && { cursor }) } }, { signal }),
  })
  const retry = useRetry()
  const hasSome = parked.rows !== undefined && parked.rows.length > 0
  return (
    <Page
      title="Parked events"
      about="What a part of Pulse failed on, again and again, is set aside so that it stops nothing else. Mend the cause, then hand the events back."
      actions={hasSome && <ForAll retry={retry} />}
    >
      <EventTabs />
      {parked.error && <Failure error={parked.error} retry={parked.retry} />}
      <ParkedOutcome retry={retry} />
      {!parked.rows && !parked.error && <PendingFields />}
      {parked.rows && !hasSome && (
        <Empty title="Nothing is set aside">Every event was handled by all that hear of it.</Empty>
      )}
      {hasSome && (
        <ul className={styles.parked} aria-label="Parked events">
          {parked.rows?.map((one) => (
            <ParkedRow key={one.consumer + one.event.id} parked={one} retry={retry} />
          ))}
        </ul>
      )}
      <More {...parked} />
    </Page>
  )
}

const ForAll = ({ retry }: { retry: Retrying }) => (
  <>
    <DiscardParked
      selection={{}}
      title="Discard all parked events?"
      confirm="Discard all of them"
      trigger={(open) => (
        <Button variant="default" onClick={open}>
          Discard all
        </Button>
      )}
    />
    <Button loading={isTrying(retry, {})} onClick={() => retry.mutate({})}>
      Retry all
    </Button>
  </>
)

function ParkedRow({ parked, retry }: { parked: parkedEvents.ParkedEvent; retry: Retrying }) {
  const { consumer, error, parkedAt, event } = parked
  const selection = { eventIds: [event.id], consumer }
  const what = `${event.type} for ${consumer}`
  return (
    <li>
      <div className={styles.row}>
        <div className={styles.parkedHead}>
          <AppLink to={paths.event(event.id)}>{event.type}</AppLink>
          <span>for {consumer}</span>
          <span className="quiet">
            set aside <Ago at={parkedAt} />
          </span>
        </div>
        <div className={styles.parkedButtons}>
          <DiscardParked
            selection={selection}
            title={`Discard ${what}?`}
            confirm="Discard the event"
            trigger={(open) => (
              <Button size="compact-sm" variant="default" aria-label={`Discard ${what}`} onClick={open}>
                Discard
              </Button>
            )}
          />
          <Button
            size="compact-sm"
            variant="light"
            aria-label={`Retry ${what}`}
            loading={isTrying(retry, selection)}
            onClick={() => retry.mutate(selection)}
          >
            Retry
          </Button>
        </div>
      </div>
      <pre>{error}</pre>
    </li>
  )
}

const isTrying = ({ isPending, variables }: Retrying, selection: object) =>
  isPending && JSON.stringify(variables) === JSON.stringify(selection)
