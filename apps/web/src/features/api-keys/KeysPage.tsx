import type { apiKeys } from '@pulse/contract'
import { format } from '#ui/format.ts'
import { More } from '#ui/More.tsx'
import { Empty, Failure } from '#ui/Notice.tsx'
import { Page } from '#ui/Page.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { Status } from '#ui/Status.tsx'
import { Ago } from '#ui/Time.tsx'
import { useNow } from '#ui/use-now.ts'
import styles from './keys.module.css'
import { NewKey } from './NewKey.tsx'
import { isOwn, useKeys } from './queries.ts'
import { RevokeKey } from './RevokeKey.tsx'
import { scopesText } from './scopes.ts'

/** The keys of the workspace: what each may do, when it was last used, and a way to end it. */
export function KeysPage() {
  const keys = useKeys()
  return (
    <Page
      title="API keys"
      about="One for each thing that talks to Pulse, allowed no more than it needs."
      actions={<NewKey />}
    >
      {keys.error && <Failure error={keys.error} retry={keys.retry} />}
      {!keys.rows && !keys.error && <PendingFields />}
      {keys.rows?.length === 0 && <Empty title="No keys">Create one, or nothing can reach the API.</Empty>}
      {keys.rows && keys.rows.length > 0 && (
        <ul className={styles.keys} aria-label="API keys">
          {keys.rows.map((key) => (
            <KeyRow key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      <More {...keys} />
    </Page>
  )
}

function KeyRow({ apiKey }: { apiKey: apiKeys.ApiKey }) {
  const { name, prefix, scopes, createdAt, lastUsedAt } = apiKey
  return (
    <li className={styles.key}>
      <div>
        <strong>{name}</strong>
        <div className={styles.prefix}>
          <span className="mono quiet">{prefix}…</span>
          {isOwn(apiKey) && <Status tone="accent">this browser</Status>}
        </div>
      </div>
      <div>{scopesText(scopes)}</div>
      <div className={styles.times}>
        <span>
          {lastUsedAt ? (
            <>
              Used <Ago at={lastUsedAt} />
            </>
          ) : (
            'Not used yet'
          )}
        </span>
        <span className="quiet">
          Made <Ago at={createdAt} />, <Expiry apiKey={apiKey} />
        </span>
      </div>
      <RevokeKey apiKey={apiKey} />
    </li>
  )
}

function Expiry({ apiKey: { expiresAt } }: { apiKey: apiKeys.ApiKey }) {
  const nowMs = useNow()
  if (expiresAt === null) return 'does not expire'
  if (Date.parse(expiresAt) <= nowMs) return <Status tone="bad">expired {format.ago(expiresAt, nowMs)}</Status>
  return (
    <>
      expires <Ago at={expiresAt} />
    </>
  )
}
