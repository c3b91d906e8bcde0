import { MultiSelect, type ComboboxItem, type ComboboxLikeRenderOptionInput, type OptionsFilter } from '@mantine/core'
import { covers } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { counted } from '#ui/format.ts'
import { eventNamesQuery } from './queries.ts'
import styles from './webhooks.module.css'

interface EventPickerProps {
  value: string[]
  onChange: (value: string[]) => void
  error: string | undefined
}

interface Named {
  name: string
  description: string
}

const nounOf = (name: string) => name.split('.', 1)[0] ?? name
const words = (noun: string) => noun.replaceAll('_', ' ')

/** Chooses events by name, all about one kind of thing, or all there are. */
export function EventPicker({ value, onChange, error }: EventPickerProps) {
  const { data: events } = useQuery(eventNamesQuery)
  const { groups, descriptions } = useMemo(() => choicesOf(events ?? []), [events])
  return (
    <MultiSelect
      label="Events"
      name="events"
      required
      description={summaryOf(value, events)}
      error={error}
      placeholder={value.length === 0 ? 'Search, such as order' : ''}
      data={groups}
      value={value}
      onChange={onChange}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Choose no events' }}
      hidePickedOptions
      filter={matching(descriptions)}
      renderOption={({ option }: ComboboxLikeRenderOptionInput<ComboboxItem>) => (
        <span className={styles.option}>
          <span className="mono">{option.value}</span>
          <span className="quiet">{descriptions.get(option.value)}</span>
        </span>
      )}
      nothingFoundMessage={events ? 'No event is called that' : 'Loading …'}
      withScrollArea={false}
      classNames={{ options: styles.options }}
    />
  )
}

/** The patterns first, then the names by what they are about; and what each of them means. */
function choicesOf(events: readonly Named[]) {
  const nouns = Map.groupBy(events, ({ name }) => nounOf(name))
  const patterns: Named[] = [
    { name: '*', description: 'Every event, those to come included' },
    ...[...nouns.keys()].map((noun) => ({ name: `${noun}.*`, description: `Every ${words(noun)} event` })),
  ]
  return {
    groups: [
      { group: 'Many at once', items: patterns.map(({ name }) => name) },
      ...[...nouns].map(([noun, named]) => ({ group: words(noun), items: named.map(({ name }) => name) })),
    ],
    descriptions: new Map([...patterns, ...events].map(({ name, description }) => [name, description])),
  }
}

/** Finds by name and by meaning; every word must match. */
const matching =
  (descriptions: ReadonlyMap<string, string>): OptionsFilter =>
  ({ options, search }) => {
    const sought = search.toLowerCase().split(/\s+/)
    const isMatch = ({ value }: ComboboxItem) => {
      const text = `${value} ${descriptions.get(value) ?? ''}`.toLowerCase()
      return sought.every((word) => text.includes(word))
    }
    return options.flatMap<(typeof options)[number]>((option) => {
      if (!('group' in option)) return isMatch(option) ? [option] : []
      const items = option.items.filter(isMatch)
      return items.length > 0 ? [{ ...option, items }] : []
    })
  }

function summaryOf(chosen: readonly string[], events: readonly Named[] | undefined): string {
  if (chosen.includes('*')) return 'Every event there is, and every one to come. What else is named changes nothing.'
  const covered = (events ?? []).filter(({ name }) => chosen.some((pattern) => covers(pattern, name))).length
  const rule = 'Names, “order.*” for all about orders, or “*” for all.'
  return covered === 0 ? rule : `${rule} Chosen: ${counted(covered, 'event')}.`
}
