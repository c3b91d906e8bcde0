import { Button } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { queue } from '#api/client.ts'
import { counted } from '#ui/format.ts'
import styles from './shell.module.css'

/** While requests wait for the server: how many, why, and a way not to wait. */
export function ConnectionBar() {
  const waiting = useSyncExternalStore(queue.waiting.subscribe, queue.waiting.get)
  return (
    <div role="status">
      {waiting && (
        <div className={styles.connection}>
          <span>
            {waiting.reason} {counted(waiting.count, 'request')} will be sent again by{' '}
            {waiting.count === 1 ? 'itself' : 'themselves'}.
          </span>
          <Button size="compact-sm" variant="default" onClick={queue.hurry}>
            Try now
          </Button>
        </div>
      )}
    </div>
  )
}
