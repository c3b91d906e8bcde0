import type { webhooks } from '@pulse/contract'
import { AppLink } from '#ui/AppLink.tsx'
import { CodeBlock, CopyButton, JsonBlock } from '#ui/Code.tsx'
import { Fact, Facts } from '#ui/Facts.tsx'
import { format } from '#ui/format.ts'
import { Section } from '#ui/Page.tsx'
import { Status } from '#ui/Status.tsx'
import { paths } from '../../paths.ts'
import { DeliveryStatus } from './DeliveryStatus.tsx'
import styles from './webhooks.module.css'

/** One delivery: each try with what was answered, and what was sent. */
export function DeliveryView({ delivery }: { delivery: webhooks.Delivery }) {
  const { eventType, eventId, createdAt, nextAttemptAt, status, attempts, payload } = delivery
  return (
    <div className={styles.delivery}>
      <Facts>
        <Fact label="Event">
          <AppLink to={paths.event(eventId)}>{eventType}</AppLink>
        </Fact>
        <Fact label="Status">
          <DeliveryStatus delivery={delivery} />
        </Fact>
        <Fact label="Queued">{format.exactInstant(createdAt)}</Fact>
        {status === 'pending' && nextAttemptAt !== null && (
          <Fact label="Next attempt">{format.exactInstant(nextAttemptAt)}</Fact>
        )}
        <Fact label="webhook-id">
          <span className="mono">{eventId}</span> <CopyButton text={eventId} label="Copy the webhook-id" />
        </Fact>
      </Facts>
      <Section title="Attempts">
        {attempts.length === 0 ? (
          <p className={styles.aside}>None yet. The first follows as soon as there is room for it.</p>
        ) : (
          <ol className={styles.attempts}>
            {attempts.map((attempt) => (
              <AttemptView key={attempt.number} attempt={attempt} />
            ))}
          </ol>
        )}
      </Section>
      <Section title="Body that was sent">
        {payload ? (
          <JsonBlock value={payload} label="the body" />
        ) : (
          <p className={styles.aside}>The event is no longer kept, so its body cannot be shown.</p>
        )}
      </Section>
    </div>
  )
}

function AttemptView({ attempt }: { attempt: webhooks.Attempt }) {
  const { number, at, durationMs, responseStatus, responseBody, errorMessage } = attempt
  const isGood = responseStatus !== null && responseStatus >= 200 && responseStatus < 300
  return (
    <li>
      <div className={styles.attemptHead}>
        <strong>Attempt {number}</strong>
        <Status tone={isGood ? 'ok' : 'bad'}>
          {responseStatus === null ? 'no answer' : `answered ${responseStatus}`}
        </Status>
        <span className="quiet">
          <time dateTime={at}>{format.exactInstant(at)}</time>, {format.milliseconds(durationMs)}
        </span>
      </div>
      {errorMessage !== null && responseStatus === null && <p className={styles.aside}>{errorMessage}</p>}
      {responseBody && <CodeBlock code={readable(responseBody)} label={`what attempt ${number} was answered`} />}
    </li>
  )
}

/** JSON indented, anything else as it came. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
