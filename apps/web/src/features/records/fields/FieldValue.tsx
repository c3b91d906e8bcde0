import type { Field, Money } from '@pulse/contract'
import type { ReactNode } from 'react'
import { counted, format } from '#ui/format.ts'
import { JsonBlock } from '#ui/Code.tsx'
import { LinesValue } from './LinesValue.tsx'
import { ReferenceValue } from './ReferenceValue.tsx'

/** What a `geo` and a `file` field hold. */
interface Geo {
  lat: number
  lng: number
}
interface FileLink {
  name: string
  url: string
  sizeBytes?: number
}

type Shown = (value: never, field: Field) => ReactNode

const words = (value: string) => value.replaceAll('_', ' ')
const asText = (value: string) => value
const link = (href: string, text: string) => (
  <a href={href} rel="noreferrer noopener" target={href.startsWith('http') ? '_blank' : undefined}>
    {text}
  </a>
)

/** How each kind of field is shown, in one line where it stands in a table. */
const kinds: Record<Field['kind'], Shown> = {
  text: asText,
  long_text: asText,
  number: (value: number) => format.number(value),
  money: (value: Money) => format.money(value),
  boolean: (value: boolean) => (value ? 'Yes' : 'No'),
  date: (value: string) => <time dateTime={value}>{format.day(value)}</time>,
  instant: (value: string) => <time dateTime={value}>{format.instant(value)}</time>,
  duration: (value: number) => format.duration(value),
  select: words,
  multi_select: (value: string[]) => value.map(words).join(', '),
  email: (value: string) => link(`mailto:${value}`, value),
  phone: (value: string) => link(`tel:${value.replaceAll(' ', '')}`, value),
  url: (value: string) => link(value, value),
  geo: ({ lat, lng }: Geo) => `${format.number(lat)}, ${format.number(lng)}`,
  file: ({ name, url, sizeBytes }: FileLink) => link(url, sizeBytes ? `${name} (${format.bytes(sizeBytes)})` : name),
  lines: (value: Record<string, unknown>[], field) => <LinesValue rows={value} field={field} />,
  reference: (value: string, { references = '' }) => <ReferenceValue id={value} type={references} />,
  json: (value: unknown, { name }) => <JsonBlock value={value} label={name} />,
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === ''

/** A field's value in full. */
export function FieldValue({ field, value }: { field: Field; value: unknown }) {
  if (isEmpty(value)) return <span className="quiet">–</span>
  return kinds[field.kind](value as never, field)
}

/** A field's value in a table: text that fits a line and links nowhere. */
export function fieldText({ kind }: Field, value: unknown): string {
  if (isEmpty(value)) return ''
  if (kind === 'lines') return counted((value as unknown[]).length, 'line')
  if (kind === 'json') return JSON.stringify(value)
  if (kind === 'date') return format.day(String(value))
  if (kind === 'instant') return format.instant(String(value))
  if (kind === 'file') return (value as FileLink).name
  if (kind === 'email' || kind === 'phone' || kind === 'url' || kind === 'reference') return String(value)
  return String(kinds[kind](value as never, { kind, name: '' }))
}
