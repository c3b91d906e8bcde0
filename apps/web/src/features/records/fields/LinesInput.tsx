import { ActionIcon, Button, Checkbox, Input, NumberInput, TextInput } from '@mantine/core'
import { labelOf, type Field, type LineField } from '@pulse/contract'
import { IconPlus, IconX } from '#ui/icons.ts'
import type { CompoundProps } from './compound-inputs.tsx'
import styles from './fields.module.css'

type Line = Record<string, unknown>

/** The rows of a `lines` field, to add, fill and remove. */
export function LinesInput({
  label,
  description,
  error,
  required,
  value,
  onChange,
  field,
}: CompoundProps & { field: Field }) {
  const { fields = [] } = field
  const rows = Array.isArray(value) ? (value as Line[]) : []
  const change = (next: Line[]) => onChange(next.length > 0 ? next : null)
  const tracks = `${fields.map(({ kind }) => (kind === 'text' ? '2fr' : '1fr')).join(' ')} auto`
  return (
    <Input.Wrapper label={label} description={description} error={error} required={required}>
      <div className={styles.editor}>
        <div className={styles.editorRows} role="group" aria-label={label}>
          {rows.map((row, index) => (
            <div key={index} className={styles.editorRow} style={{ gridTemplateColumns: tracks }}>
              {fields.map((column) => (
                <LineCell
                  key={column.name}
                  column={column}
                  isFirst={index === 0}
                  label={`${labelOf(column)}, line ${index + 1}`}
                  value={row[column.name]}
                  onChange={(cell) => change(rows.with(index, { ...row, [column.name]: cell }))}
                />
              ))}
              <ActionIcon
                aria-label={`Remove line ${index + 1}`}
                mb={4}
                onClick={() => change(rows.toSpliced(index, 1))}
              >
                <IconX size={16} />
              </ActionIcon>
            </div>
          ))}
        </div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => change([...rows, {}])}
        >
          Add a line
        </Button>
      </div>
    </Input.Wrapper>
  )
}

interface LineCellProps {
  column: LineField
  isFirst: boolean
  label: string
  value: unknown
  onChange: (value: unknown) => void
}

function LineCell({ column, isFirst, label, value, onChange }: LineCellProps) {
  const shared = { 'aria-label': label, ...(isFirst && { label: labelOf(column) }) }
  if (column.kind === 'number')
    return (
      <NumberInput
        {...shared}
        hideControls
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => onChange(next === '' ? null : Number(next))}
      />
    )
  if (column.kind === 'boolean')
    return <Checkbox {...shared} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
  return (
    <TextInput
      {...shared}
      type={column.kind === 'date' ? 'date' : 'text'}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  )
}
