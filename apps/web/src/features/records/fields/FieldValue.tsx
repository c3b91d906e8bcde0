import type { Field } from '@pulse/contract'
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
const yesOrNo = (value: boolean) => (value ? 'Yes' : 'No')
const link = (href: string, text: string) => (
  <a href={href} rel="noreferrer noopener" target={href.startsWith('http') ? '_blank' : undefined}>
    {text}
  </a>
)

/** The same as plain text, for tables, changes and comparisons. */
const texts: Record<Field['kind'], (value: never) => string> = {
  text: asText,
  long_text: asText,
  email: asText,
  phone: asText,
  url: asText,
  reference: asText,
  number: format.number,
  money: format.money,
  boolean: yesOrNo,
  date: format.day,
  instant: format.instant,
  duration: format.duration,
  select: words,
  multi_select: (value: string[]) => value.map(words).join(', '),
  geo: ({ lat, lng }: Geo) => `${format.number(lat)}, ${format.number(lng)}`,
  file: ({ name }: FileLink) => name,
  lines: (value: unknown[]) => counted(value.length, 'line'),
  json: (value: unknown) => JSON.stringify(value),
}

/** Kinds that are more than their text when they stand alone. */
const kinds: Partial<Record<Field['kind'], Shown>> = {
  date: (value: string) => <time dateTime={value}>{format.day(value)}</time>,
  instant: (value: string) => <time dateTime={value}>{format.instant(value)}</time>,
  email: (value: string) => link(`mailto:${value}`, value),
  phone: (value: string) => link(`tel:${value.replaceAll(' ', '')}`, value),
  url: (value: string) => link(value, value),
  file: ({ name, url, sizeBytes }: FileLink) => link(url, sizeBytes ? `${name} (${format.bytes(sizeBytes)})` : name),
  lines: (value: Record<string, unknown>[], field) => <LinesValue rows={value} field={field} />,
  reference: (value: string, { references = '' }) => <ReferenceValue id={value} type={references} />,
  json: (value: unknown, { name }) => <JsonBlock value={value} label={name} />,
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === ''

/** A field's value in full. */
export function FieldValue({ field, value }: { field: Field; value: unknown }) {
  if (isEmpty(value)) return <span className="quiet">–</span>
  return kinds[field.kind]?.(value as never, field) ?? fieldText(field, value)
}

/** A field's value in a table: text that fits a line and links nowhere. */
export function fieldText({ kind }: Field, value: unknown): string {
  if (isEmpty(value)) return ''
  return texts[kind](value as never)
}
