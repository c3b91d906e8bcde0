import { computedFields, labelOf, type Field, type ObjectType } from '@pulse/contract'
import { AppLink } from '#ui/AppLink.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { paths } from '../../paths.ts'
import styles from './modules.module.css'
import { useTypes } from './queries.ts'

const words = (text: string) => text.replaceAll('_', ' ')

/** What a record of the type holds, field by field. */
export function TypeFields({ type }: { type: ObjectType }) {
  const computed = computedFields(type)
  return (
    <PlainTable label={`Fields of ${type.label}`} head={['Field', 'Name', 'Kind', 'Marks', 'More']} stacks>
      {type.fields.map((field) => (
        <tr key={field.name}>
          <th scope="row" className={styles.nowrap}>
            {labelOf(field)}
          </th>
          <td className="mono">{field.name}</td>
          <td className={styles.nowrap}>{words(field.kind)}</td>
          <td className={styles.marks}>{marksOf(field, computed.has(field.name))}</td>
          <td data-rest className={styles.detail}>
            <Detail field={field} />
          </td>
        </tr>
      ))}
    </PlainTable>
  )
}

const marksOf = ({ required, unique, indexed }: Field, isComputed: boolean) =>
  [required && 'required', unique && 'unique', indexed && 'indexed', isComputed && 'worked out']
    .filter((mark) => mark !== false && mark !== undefined)
    .join(', ')

/** What a field may hold or points at, and its help. */
function Detail({ field: { options, references, fields, help } }: { field: Field }) {
  return (
    <>
      {options && <span>{options.map(words).join(', ')}</span>}
      {references !== undefined && <Reference name={references} />}
      {fields && <span>{fields.map(labelOf).join(', ')}</span>}
      {help !== undefined && <span className="quiet">{help}</span>}
    </>
  )
}

function Reference({ name }: { name: string }) {
  const type = useTypes().find((one) => one.name === name)
  return <span>points at {type ? <AppLink to={paths.type(name)}>{type.label}</AppLink> : words(name)}</span>
}
