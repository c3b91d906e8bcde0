import { labelOf, type eventLog, type ObjectType } from '@pulse/contract'
import { fieldText } from '#features/records/index.ts'
import styles from './events.module.css'

/** What an update changed: the value before, struck out, and the value after. */
export function EventChanges({
  event: { changed = [], previous = {}, data },
  type,
}: {
  event: eventLog.Event
  type: ObjectType
}) {
  const fields = type.fields.filter(({ name }) => changed.includes(name))
  if (fields.length === 0) return null
  return (
    <ul className={styles.changes}>
      {fields.map((field) => (
        <li key={field.name}>
          <span className="quiet">{labelOf(field)}</span> <del>{fieldText(field, previous[field.name]) || 'empty'}</del>{' '}
          <ins>{fieldText(field, data[field.name]) || 'empty'}</ins>
        </li>
      ))}
    </ul>
  )
}
