import { labelOf, type health } from '@pulse/contract'
import { Fact, Facts } from '#ui/Facts.tsx'
import { format } from '#ui/format.ts'
import styles from './system.module.css'

/** What waits in the process, a line for each queue. */
export function Queues({ queues }: { queues: health.DetailedHealth['queues'] }) {
  const names = Object.keys(queues)
  if (names.length === 0) return <p className={styles.aside}>It has none.</p>
  return (
    <Facts>
      {names.map((name) => (
        <Fact key={name} label={labelOf({ name })}>
          {Object.entries(queues[name] ?? {})
            .map(([state, count]) => `${format.number(count)} ${labelOf({ name: state }).toLowerCase()}`)
            .join(', ')}
        </Fact>
      ))}
    </Facts>
  )
}
