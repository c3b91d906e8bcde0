import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTypes } from '#features/modules/index.ts'
import styles from './events.module.css'
import { catalogQuery } from './queries.ts'
import type { EventSearch } from './search.ts'

interface EventFiltersProps {
  search: EventSearch
  onChange: (search: EventSearch) => void
}

/** Narrows the log by event, by what it is about and by time. */
export function EventFilters({ search, onChange }: EventFiltersProps) {
  const types = useTypes()
  const { data: catalog = [] } = useQuery(catalogQuery)
  const set = (change: EventSearch) =>
    onChange(Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value)))
  const names = catalog
    .map(({ name }) => name)
    .filter((name) => !search.recordType || name.startsWith(`${search.recordType}.`))
  return (
    <div className={styles.filters} role="search" aria-label="Filter events">
      <Select
        label="Event"
        placeholder="Any"
        size="xs"
        w={210}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Any event' }}
        data={names}
        value={search.type ?? null}
        onChange={(type) => set({ type: type ?? undefined })}
      />
      <Select
        label="About"
        placeholder="Anything"
        size="xs"
        w={160}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'About anything' }}
        data={types.map(({ name, label }) => ({ value: name, label }))}
        value={search.recordType ?? null}
        onChange={(recordType) => set({ recordType: recordType ?? undefined, type: undefined })}
      />
      <TextInput
        label="Record id"
        placeholder="Any"
        size="xs"
        w={180}
        defaultValue={search.recordId ?? ''}
        key={search.recordId}
        onBlur={(event) => set({ recordId: event.currentTarget.value.trim() })}
        onKeyDown={(event) => event.key === 'Enter' && set({ recordId: event.currentTarget.value.trim() })}
      />
      <MomentInput label="From" value={search.from} onChange={(from) => set({ from })} />
      <MomentInput label="To" value={search.to} onChange={(to) => set({ to })} />
      {Object.keys(search).length > 0 && (
        <Button size="xs" variant="subtle" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </div>
  )
}

interface MomentInputProps {
  label: string
  value: string | undefined
  onChange: (value: string) => void
}

const MomentInput = ({ label, value = '', onChange }: MomentInputProps) => (
  <TextInput
    label={label}
    type="datetime-local"
    size="xs"
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
)
