import type { ReactNode } from 'react'
import styles from './plain-table.module.css'

interface PlainTableProps {
  label: string
  head: readonly string[]
  /** Columns of numbers, by their heads. */
  numeric?: readonly string[]
  /** On a phone each row becomes lines, without the heads: for cells that explain themselves. */
  stacks?: boolean
  /** Its rows: `tr` with `td`, the first a `th` of scope row. */
  children: ReactNode
}

/** A short table that is read as a whole; scrolls sideways by itself where it does not fit. */
export const PlainTable = ({ label, head, numeric = [], stacks, children }: PlainTableProps) => (
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
  <div className={styles.frame} role="region" aria-label={label} tabIndex={0}>
    <table className={styles.table} data-stacks={stacks}>
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col" data-align={numeric.includes(name) ? 'end' : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
)
