import { session } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { CodeBlock } from '#ui/Code.tsx'
import { Section } from '#ui/Page.tsx'
import { paths } from '../../paths.ts'
import styles from './home.module.css'

/** A command to paste that makes a record with the reader's own key, and where to go from there. */
export function FirstSteps() {
  const key = session.key() ?? ''
  return (
    <div className={styles.steps}>
      <Section
        title="Send a record"
        about="Paste this into a terminal: the order shows up on this page the moment it is stored."
      >
        <CodeBlock
          code={orderCommand(location.origin, `${key.slice(0, 12)}…`)}
          copied={orderCommand(location.origin, key)}
          label="command with your key"
        />
      </Section>
      <Section title="Then">
        <ul className={styles.then}>
          <li>
            <AppLink to={paths.newWebhook}>Send events on</AppLink> to a URL of yours, signed and retried.
          </li>
          <li>
            <AppLink to={paths.catalog}>See every event</AppLink> there is, with its schema and a sample.
          </li>
          <li>
            <a href="/api/docs">Try the API</a> in the browser.
          </li>
        </ul>
      </Section>
    </div>
  )
}

const orderCommand = (origin: string, key: string) =>
  `curl ${origin}/api/v1/orders \\
  -H 'Authorization: Bearer ${key}' \\
  -H 'Content-Type: application/json' \\
  -d '{ "orderNumber": "SO-'$RANDOM'", "currency": "EUR",
        "lines": [{ "sku": "LMP-02",
                    "quantity": 2, "unitPrice": 49.9 }] }'`
