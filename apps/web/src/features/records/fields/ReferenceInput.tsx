import { Select, type ComboboxParsedItem } from '@mantine/core'
import { Id, type Field } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTypes } from '#features/modules/index.ts'
import { newestQuery, recordQuery } from '../queries.ts'
import { titleOf } from '../title.ts'
import type { CompoundProps } from './compound-inputs.tsx'

/** Chooses the record a reference points at: one of the newest by its title, or any by its id. */
export function ReferenceInput({
  label,
  name,
  description,
  error,
  required,
  value,
  onChange,
  field,
}: CompoundProps & { field: Field }) {
  const type = useTypes().find((one) => one.name === field.references)
  const plural = type?.plural ?? ''
  const [typed, setTyped] = useState('')
  const chosen = typeof value === 'string' ? value : null
  const sought = Id.safeParse(typed.trim()).data ?? chosen
  const newest = useQuery({ ...newestQuery(plural), enabled: type !== undefined })
  const one = useQuery({ ...recordQuery(plural, sought ?? ''), enabled: type !== undefined && sought !== null })
  const records = [
    ...(one.data ? [one.data] : []),
    ...(newest.data?.data ?? []).filter(({ id }) => id !== one.data?.id),
  ]
  return (
    <Select
      label={label}
      name={name}
      description={description}
      error={error}
      required={required}
      placeholder={type ? `Choose a ${type.label.toLowerCase()}, or paste its id` : 'Id'}
      data={type ? records.map((record) => ({ value: record.id, label: titleOf(type, record) })) : []}
      value={chosen}
      onChange={onChange}
      searchable
      clearable={!required}
      limit={50}
      onSearchChange={setTyped}
      filter={({ options, search }) => options.filter((option) => matches(option, search.trim().toLowerCase()))}
      nothingFoundMessage="None of the newest; paste the id of another"
      maxDropdownHeight={280}
    />
  )
}

const matches = (option: ComboboxParsedItem, search: string) =>
  'value' in option && (option.label.toLowerCase().includes(search) || option.value === search)
