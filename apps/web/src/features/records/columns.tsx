import type { Field, ObjectType, RecordSnapshot } from '@pulse/contract'
import { labelOf } from '@pulse/contract'
import type { Column } from '#ui/table/DataTable.tsx'
import { Ago } from '#ui/Time.tsx'
import { fieldText } from './fields/FieldValue.tsx'
import { RecordStatus } from './RecordStatus.tsx'
import { titleOf } from './title.ts'

/** Kinds too large for a column, or that say nothing in one. */
const unlisted = new Set<Field['kind']>(['long_text', 'json', 'file', 'geo', 'reference', 'multi_select', 'url'])
const mostFields = 4
/** Tracks for what has the same length in every row. */
const widths: Partial<Record<Field['kind'], string>> = {
  number: '7rem',
  money: '8rem',
  duration: '7rem',
  boolean: '6rem',
  date: '7.5rem',
  instant: '11.5rem',
}
const numeric = new Set<Field['kind']>(['number', 'money', 'duration'])

/** The columns a list of records shows: title, status, the first few telling fields, when it changed. */
export function columnsOf(type: ObjectType): Column<RecordSnapshot>[] {
  const fields = type.fields
    .filter(({ name, kind }) => name !== type.title && name !== type.status?.field && !unlisted.has(kind))
    .sort((a, b) => weightOf(b) - weightOf(a))
    .slice(0, mostFields)
  return [
    {
      name: type.title,
      label: labelOf(type.fields.find(({ name }) => name === type.title) ?? { name: type.title }),
      width: 'minmax(11rem, 2fr)',
      phone: 'title',
      cell: (record) => titleOf(type, record),
      sortable: isIndexed(type, type.title),
    },
    ...(type.status ? [statusColumn(type, type.status.field)] : []),
    ...fields.map((field, index) => fieldColumn(type, field, index === 0)),
    {
      name: 'updatedAt',
      label: 'Changed',
      width: '8.5rem',
      phone: 'meta',
      cell: (record) => <Ago at={record.updatedAt} />,
      sortable: true,
    },
  ]
}

const statusColumn = (type: ObjectType, name: string): Column<RecordSnapshot> => ({
  name,
  label: 'Status',
  width: '8rem',
  phone: 'meta',
  cell: (record) => <RecordStatus type={type} state={String(record[name])} />,
  sortable: isIndexed(type, name),
})

function fieldColumn(type: ObjectType, field: Field, isFirst: boolean): Column<RecordSnapshot> {
  const isNumeric = numeric.has(field.kind)
  return {
    name: field.name,
    label: labelOf(field),
    width: widths[field.kind] ?? 'minmax(7rem, 1fr)',
    ...(isNumeric && { align: 'end' }),
    ...(isFirst && { phone: 'meta' }),
    cell: (record) => fieldText(field, record[field.name]),
    sortable: isIndexed(type, field.name),
  }
}

/** Indexed fields were declared telling; required ones are always filled. */
const weightOf = ({ indexed, unique, required }: Field) => (indexed ? 2 : 0) + (unique ? 2 : 0) + (required ? 1 : 0)

function isIndexed({ fields }: ObjectType, name: string): boolean {
  const field = fields.find((one) => one.name === name)
  return field?.indexed === true || field?.unique === true
}
