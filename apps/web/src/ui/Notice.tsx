import { Alert, Button } from '@mantine/core'
import { ApiError } from '@pulse/contract'
import type { ReactNode } from 'react'
import { IconAlertTriangle } from './icons.ts'
import styles from './notice.module.css'

/** Nothing to show yet, and what to do about it. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{title}</p>
      {children !== undefined && <div className={styles.emptyText}>{children}</div>}
      {action}
    </div>
  )
}

/** Why something failed, in the API's own words, with the request id that finds it in the log. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { message, issues, requestId } = explain(error)
  return (
    <Alert color="red" variant="outline" title={message} icon={<IconAlertTriangle size={18} />} role="alert">
      {issues.length > 0 && (
        <ul className={styles.issues}>
          {issues.map(({ path, message: text }) => (
            <li key={path + text}>
              {path && <code>{path}</code>} {text}
            </li>
          ))}
        </ul>
      )}
      <p className={styles.meta}>
        {retry && (
          <Button size="compact-sm" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
        {requestId && <span className="quiet">Request {requestId}</span>}
      </p>
    </Alert>
  )
}

/** The sentence, fields and request id of whatever was thrown. */
export function explain(error: unknown): { message: string; issues: ApiError['issues']; requestId?: string } {
  if (error instanceof ApiError) return { message: error.message, issues: error.issues, requestId: error.requestId }
  return { message: error instanceof Error ? error.message : 'Something went wrong.', issues: [] }
}
