import type { ReactNode } from 'react'
import styles from './facts.module.css'

interface FactsProps {
  /** `strip`: names above their values, side by side, as at the head of a page. */
  shape?: 'strip'
  children: ReactNode
}

/** Names with their values. */
export const Facts = ({ shape, children }: FactsProps) => (
  <dl className={styles.facts} data-shape={shape}>
    {children}
  </dl>
)

interface FactProps {
  label: string
  /** The value takes the whole width, below its name. */
  isWide?: boolean
  children: ReactNode
}

export const Fact = ({ label, isWide = false, children }: FactProps) => (
  <div className={styles.fact} data-wide={isWide || undefined}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)
