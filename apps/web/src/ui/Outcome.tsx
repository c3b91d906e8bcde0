import type { ReactNode } from 'react'
import styles from './outcome.module.css'

/** What came of the last action on the page, in words; announced, and no gap on the page while there is nothing to say. */
export const Outcome = ({ children }: { children?: ReactNode }) => (
  <div role="status" className={styles.outcome}>
    {children}
  </div>
)
