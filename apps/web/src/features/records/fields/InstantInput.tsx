import { TextInput } from '@mantine/core'
import type { CompoundProps } from './compound-inputs.tsx'

/** A moment in the reader's own time zone. */
export function InstantInput({ value, onChange, ...shared }: CompoundProps) {
  return (
    <TextInput
      {...pick(shared)}
      type="datetime-local"
      step={1}
      value={typeof value === 'string' ? toLocal(value) : ''}
      onChange={(event) => {
        const { value: next } = event.currentTarget
        onChange(next === '' ? null : new Date(next).toISOString())
      }}
    />
  )
}

const pick = ({ label, name, description, error, required }: Omit<CompoundProps, 'value' | 'onChange'>) => ({
  label,
  name,
  description,
  error,
  required,
})

/** What a datetime-local input takes: the local time without a zone. */
function toLocal(iso: string): string {
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}
