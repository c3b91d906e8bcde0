import { Alert, Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import styles from './conflict.module.css'

interface ConflictNoticeProps {
  /** The version that was saved meanwhile. */
  version: number
  /** What either side changed, in words. */
  rows: readonly { name: string; label: string; theirs: string; mine: string }[]
  onKeep: () => void
  onTake: () => void
}

/** Someone else saved first: what stands there now beside what is in the form, and whose values to go on with. */
export function ConflictNotice({ version, rows, onKeep, onTake }: ConflictNoticeProps) {
  const notice = useRef<HTMLDivElement>(null)
  // It stands above a form that was sent from its end.
  useEffect(() => notice.current?.focus(), [])
  return (
    <Alert
      ref={notice}
      tabIndex={-1}
      color="yellow"
      variant="outline"
      role="alert"
      title="Someone changed this in the meantime"
      mb="lg"
    >
      <p>Nothing of yours is saved yet. Choose, look over the form, and save again.</p>
      <table className={styles.conflict}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Now, version {version}</th>
            <th scope="col">Yours</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, label, theirs, mine }) => (
            <tr key={name}>
              <th scope="row">{label}</th>
              <td>{theirs}</td>
              <td>{mine}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.buttons}>
        <Button onClick={onKeep}>Keep my changes</Button>
        <Button variant="default" onClick={onTake}>
          Take theirs
        </Button>
      </p>
    </Alert>
  )
}
