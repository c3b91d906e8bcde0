import { labelOf, type ObjectType, type RecordData, type RecordSnapshot } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { ConflictNotice } from '#ui/ConflictNotice.tsx'
import { Failure } from '#ui/Notice.tsx'
import { changesOf, draftOf } from './draft.ts'
import { fieldText } from './fields/FieldValue.tsx'
import { recordQuery } from './queries.ts'

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
  const current = draftOf(type, theirs)
  const rows = type.fields
    .filter(({ name }) => name in changed || name in mine)
    .map((field) => ({
      name: field.name,
      label: labelOf(field),
      theirs: fieldText(field, theirs[field.name]) || '–',
      mine: field.name in mine ? fieldText(field, mine[field.name]) || 'cleared' : 'not changed',
    }))
  return (
    <ConflictNotice
      version={theirs.version}
      rows={rows}
      onKeep={() => onChoose(theirs, { ...current, ...mine })}
      onTake={() => onChoose(theirs, current)}
    />
  )
}
