import type { StatusMachine } from '@pulse/contract'
import { AppLink } from '#ui/AppLink.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { paths } from '../../paths.ts'
import styles from './modules.module.css'

interface TypeStatesProps {
  label: string
  typeName: string
  status: StatusMachine
}

const words = (text: string) => text.replaceAll('_', ' ')

/** Each state with those it may be followed by, and the event that entering it emits. */
export const TypeStates = ({ label, typeName, status: { moves, events, always } }: TypeStatesProps) => (
  <>
    <PlainTable label={`States of ${label}`} head={['State', 'May move to', 'Entering it emits']}>
      {Object.entries(moves).map(([state, next]) => {
        const event = events[state]
        return (
          <tr key={state}>
            <th scope="row" className={styles.nowrap}>
              {words(state)}
            </th>
            <td>{next.length > 0 ? next.map(words).join(', ') : <span className="quiet">stays there</span>}</td>
            <td className={`mono ${styles.nowrap}`}>{event ? <EventLink name={`${typeName}.${event}`} /> : '–'}</td>
          </tr>
        )
      })}
    </PlainTable>
    {always !== undefined && (
      <p className={styles.aside}>
        Every move emits <EventLink name={`${typeName}.${always}`} /> as well.
      </p>
    )}
  </>
)

const EventLink = ({ name }: { name: string }) => <AppLink to={paths.catalogEvent(name)}>{name}</AppLink>
