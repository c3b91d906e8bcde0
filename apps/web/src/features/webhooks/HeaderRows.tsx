import { ActionIcon, Button, Input, TextInput } from '@mantine/core'
import { webhooks } from '@pulse/contract'
import { IconPlus, IconX } from '#ui/icons.ts'
import type { HeaderRow } from './draft.ts'
import styles from './webhooks.module.css'

interface HeaderRowsProps {
  rows: HeaderRow[]
  onChange: (rows: HeaderRow[]) => void
  error: string | undefined
}

/** Headers of one's own that go with every request. */
export const HeaderRows = ({ rows, onChange, error }: HeaderRowsProps) => (
  <Input.Wrapper
    label="Headers"
    labelElement="div"
    description={
      rows.some(({ value }) => value === webhooks.headerMask)
        ? `Go with every request. Their values are shown to nobody: one that reads ${webhooks.headerMask} stays as it is.`
        : 'Go with every request, such as a key that your receiver asks for.'
    }
    error={error}
  >
    <div className={styles.headerRows} role="group" aria-label="Headers">
      {rows.map((row, index) => (
        <div key={index} className={styles.headerRow}>
          <TextInput
            aria-label={`Name of header ${index + 1}`}
            placeholder="X-Api-Key"
            error={error?.startsWith(`${row.name}: `)}
            value={row.name}
            onChange={(event) => onChange(rows.with(index, { ...row, name: event.currentTarget.value }))}
          />
          <TextInput
            aria-label={`Value of header ${index + 1}`}
            value={row.value}
            onChange={(event) => onChange(rows.with(index, { ...row, value: event.currentTarget.value }))}
          />
          <ActionIcon
            size="lg"
            aria-label={`Remove header ${index + 1}`}
            onClick={() => onChange(rows.toSpliced(index, 1))}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...rows, { name: '', value: '' }])}
      >
        Add a header
      </Button>
    </div>
  </Input.Wrapper>
)
