import { Skeleton } from '@mantine/core'
import styles from './pending.module.css'

/** The shape of a list of fields that is still read. */
export const PendingFields = ({ rows = 8 }: { rows?: number }) => (
  <div className={styles.pending} aria-hidden>
    {Array.from({ length: rows }, (_, index) => (
      <Skeleton key={index} height={11} width={`${30 + ((index * 23) % 45)}%`} />
    ))}
  </div>
)
