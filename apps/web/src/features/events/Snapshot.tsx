import { labelOf, type eventLog, type Field, type ObjectType } from '@pulse/contract'
import { FieldValue } from '#features/records/index.ts'
import styles from './events.module.css'

interface SnapshotProps {
  event: eventLog.Event
  type: ObjectType | undefined
}

/** The data of an event, field by field; changed fields are marked and show what stood there before. */
export function Snapshot({ event: { data, changed = [], previous = {} }, type }: SnapshotProps) {
  const isUpdate = changed.length > 0
  return (
    <table className={styles.snapshot}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Value</th>
          {isUpdate && <th scope="col">Before</th>}
        </tr>
      </thead>
      <tbody>
        {Object.entries(data).map(([name, value]) => {
          const field = fieldOf(type, name, value)
          const isChanged = changed.includes(name)
          return (
            <tr key={name} data-changed={isChanged || undefined}>
              <th scope="row">{labelOf(field)}</th>
              <td>
                <FieldValue field={field} value={value} />
              </td>
              {isUpdate && (
                <td>
                  {isChanged && (
                    <del>
                      <FieldValue field={field} value={previous[name]} />
                    </del>
                  )}
                </td>
              )}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** A name's declaration, or one guessed from its value where none is declared. */
function fieldOf(type: ObjectType | undefined, name: string, value: unknown): Field {
  const declared = type?.fields.find((field) => field.name === name)
  if (declared) return declared
  if (typeof value === 'number') return { name, kind: 'number' }
  if (typeof value === 'boolean') return { name, kind: 'boolean' }
  if (typeof value === 'object') return { name, kind: 'json' }
  return { name, kind: name.endsWith('At') ? 'instant' : 'text' }
}
