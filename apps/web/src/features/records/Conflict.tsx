import { Alert, Button } from '@mantine/core'
import { labelOf, type ObjectType, type RecordData, type RecordSnapshot } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { Failure } from '#ui/Notice.tsx'
import { changesOf, draftOf } from './draft.ts'
import { fieldText } from './fields/FieldValue.tsx'
import { recordQuery } from './queries.ts'
import styles from './records.module.css'

interface ConflictProps {
  type: ObjectType
  /** The version the form began with. */
  base: RecordSnapshot
  /** What was changed in the form. */
  mine: RecordData
  /** Goes on from the newer version with these values. */
  onChoose: (theirs: RecordSnapshot, values: RecordData) => void
}

/** Someone else saved first: what they changed beside what is in the form, and whose value to keep where both differ. */
export function Conflict({ type, base, mine, onChoose }: ConflictProps) {
  const { data: theirs, error } = useQuery({
    ...recordQuery(type.plural, base.id),
    staleTime: 0,
    refetchOnMount: 'always',
  })
  if (error) return <Failure error={error} />
  if (!theirs || theirs.version === base.version) return null
  const changed = changesOf(draftOf(type, base), draftOf(type, theirs))
  const rows = type.fields.filter(({ name }) => name in changed || name in mine)
  const current = draftOf(type, theirs)
  return (
    <Alert color="yellow" variant="outline" role="alert" title="Someone changed this in the meantime" mb="lg">
      <p>Nothing of yours is saved yet. Choose, look over the form, and save again.</p>
      <table className={styles.conflict}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Now, version {theirs.version}</th>
            <th scope="col">Yours</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((field) => (
            <tr key={field.name}>
              <th scope="row">{labelOf(field)}</th>
              <td>{fieldText(field, theirs[field.name]) || '–'}</td>
              <td>{field.name in mine ? fieldText(field, mine[field.name]) || 'cleared' : 'not changed'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.buttons}>
        <Button onClick={() => onChoose(theirs, { ...current, ...mine })}>Keep my changes</Button>
        <Button variant="default" onClick={() => onChoose(theirs, current)}>
          Take theirs
        </Button>
      </p>
    </Alert>
  )
}
