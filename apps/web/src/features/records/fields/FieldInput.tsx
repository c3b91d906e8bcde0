import { JsonInput, MultiSelect, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { labelOf, type Field } from '@pulse/contract'
import type { ReactNode } from 'react'
import { FileInput, GeoInput, MoneyInput } from './compound-inputs.tsx'
import { InstantInput } from './InstantInput.tsx'
import { LinesInput } from './LinesInput.tsx'
import { ReferenceInput } from './ReferenceInput.tsx'

export interface FieldInputProps {
  field: Field
  value: unknown
  onChange: (value: unknown) => void
  error: string | undefined
  /** The values a state may move to; all of them when left out. */
  options?: readonly string[]
}

interface Shared {
  label: string
  name: string
  description: string | undefined
  error: string | undefined
  required: boolean
}

type Input = (shared: Shared, props: FieldInputProps) => ReactNode

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const orNull = (value: string | number) => (value === '' ? null : value)
const plainInput =
  (type: string): Input =>
  (shared, { value, onChange }) => (
    <TextInput
      {...shared}
      type={type}
      value={text(value)}
      onChange={(event) => onChange(orNull(event.currentTarget.value))}
    />
  )
const numberInput =
  (more: { allowDecimal?: boolean; min?: number; suffix?: string }): Input =>
  (shared, { value, onChange }) => (
    <NumberInput
      {...shared}
      {...more}
      hideControls
      value={typeof value === 'number' ? value : ''}
      onChange={(next) => onChange(next === '' ? null : Number(next))}
    />
  )

/** The input of each kind of field. */
const kinds: Record<Field['kind'], Input> = {
  text: plainInput('text'),
  email: plainInput('email'),
  phone: plainInput('tel'),
  url: plainInput('url'),
  date: plainInput('date'),
  long_text: (shared, { value, onChange }) => (
    <Textarea
      {...shared}
      autosize
      minRows={3}
      maxRows={12}
      value={text(value)}
      onChange={(event) => onChange(orNull(event.currentTarget.value))}
    />
  ),
  number: numberInput({}),
  duration: numberInput({ allowDecimal: false, min: 0, suffix: ' s' }),
  money: (shared, props) => <MoneyInput {...shared} {...props} />,
  boolean: ({ required: _, ...shared }, { value, onChange }) => (
    <Switch {...shared} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
  ),
  instant: (shared, props) => <InstantInput {...shared} {...props} />,
  select: (shared, { field, options, value, onChange }) => (
    <Select
      {...shared}
      data={choices(options ?? field.options ?? [])}
      value={text(value) || null}
      onChange={onChange}
      clearable={!shared.required && options === undefined}
      searchable={(field.options ?? []).length > 8}
    />
  ),
  multi_select: (shared, { field, value, onChange }) => (
    <MultiSelect
      {...shared}
      data={choices(field.options ?? [])}
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={(next) => onChange(next.length > 0 ? next : null)}
    />
  ),
  geo: (shared, props) => <GeoInput {...shared} {...props} />,
  file: (shared, props) => <FileInput {...shared} {...props} />,
  lines: (shared, props) => <LinesInput {...shared} {...props} />,
  reference: (shared, props) => <ReferenceInput {...shared} {...props} />,
  json: (shared, { value, onChange }) => (
    <JsonInput
      {...shared}
      autosize
      minRows={3}
      formatOnBlur
      defaultValue={value === null || value === undefined ? '' : JSON.stringify(value, null, 2)}
      onChange={(next) => onChange(parsed(next))}
    />
  ),
}

const choices = (options: readonly string[]) => options.map((value) => ({ value, label: value.replaceAll('_', ' ') }))

/** What does not parse yet is kept as text, which the check of the form then names. */
function parsed(json: string): unknown {
  if (json.trim() === '') return null
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}

/** The input for a field, made from its declaration. */
export function FieldInput(props: FieldInputProps) {
  const { field, error } = props
  return kinds[field.kind](
    { label: labelOf(field), name: field.name, description: field.help, error, required: field.required === true },
    props,
  )
}
