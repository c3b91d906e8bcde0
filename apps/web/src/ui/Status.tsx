import type { ReactNode } from 'react'
import styles from './status.module.css'

export type Tone = 'ok' | 'warn' | 'bad' | 'accent' | 'quiet'

/** A state in words with a dot in its colour: never colour alone. */
export function Status({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={styles.status} data-tone={tone}>
      <span className={styles.dot} aria-hidden />
      {children}
    </span>
  )
}
