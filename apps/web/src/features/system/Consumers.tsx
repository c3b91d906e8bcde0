import { countCap, type health } from '@pulse/contract'
import { AppLink } from '#ui/AppLink.tsx'
import { format } from '#ui/format.ts'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Status } from '#ui/Status.tsx'
import { paths } from '../../paths.ts'
import styles from './system.module.css'
import { lagOf } from './verdict.ts'

interface ConsumersProps {
  consumers: health.DetailedHealth['consumers']
  /** Whether the database could be asked. */
  isKnown: boolean
}

const numeric = ['Waiting', 'Oldest', 'Set aside']

export function Consumers({ consumers, isKnown }: ConsumersProps) {
  if (!isKnown) return <p className={styles.aside}>Cannot be told while the database does not answer.</p>
  return (
    <PlainTable label="Consumers" head={['Consumer', 'State', ...numeric]} numeric={numeric}>
      {consumers.map((one) => {
        const { tone, text } = lagOf(one)
        return (
          <tr key={one.consumer}>
            <th scope="row">{one.consumer}</th>
            <td>
              <Status tone={tone}>{text}</Status>
            </td>
            <td data-align="end">
              {format.number(one.pending)}
              {one.pending >= countCap && '+'}
            </td>
            <td data-align="end">{one.pending === 0 ? '–' : ageText(one.oldestMs)}</td>
            <td data-align="end">
              {one.parked === 0 ? '0' : <AppLink to={paths.parked}>{format.number(one.parked)}</AppLink>}
            </td>
          </tr>
        )
      })}
    </PlainTable>
  )
}

const ageText = (ms: number) => (ms < 60_000 ? format.milliseconds(ms) : format.duration(ms / 1_000))
