import type { Field, ObjectType, RecordData } from '@pulse/contract'
import type { Dice } from './dice.ts'
import { cities, firmParts, firstNames, lastNames, productParts, type City } from './words.ts'

const dayMs = 86_400_000

/** Everything one sample record is made from. */
export interface Making {
  type: ObjectType
  index: number
  /** Unlike that of any other filling. */
  run: string
  timeMs: number
  endMs: number
  dice: Dice
  person: { first: string; last: string }
  firm: string
  place: City
  /** The id of a sample record of another type, if that type is filled too. */
  refer(type: string): string | undefined
}

/** The people and places one record is about, the same in all its fields. */
export function castOf(dice: Dice): Pick<Making, 'person' | 'firm' | 'place'> {
  const { words, kinds, forms } = firmParts
  return {
    person: { first: dice.pick(firstNames), last: dice.pick(lastNames) },
    firm: `${dice.pick(words)} ${dice.pick(kinds)} ${dice.pick(forms)}`,
    place: dice.pick(cities),
  }
}

const slug = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
const isoDay = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10)

/** Values a field's name asks for, whatever its type. */
const byName: readonly [pattern: RegExp, value: (making: Making) => string][] = [
  [/^firstName$/, ({ person }) => person.first],
  [/^lastName$/, ({ person }) => person.last],
  [/company|employer|vendor|supplier|organi[sz]ation/i, ({ firm }) => firm],
  [/city$/i, ({ place }) => place.city],
  [/country$/i, ({ place }) => place.country],
  [
    /^street$|address$/i,
    ({ dice, place }) =>
      `${dice.between(1, 180)} ${dice.pick(['Station', 'Market', 'Mill', 'Park', 'Church'])} Street, ${place.city}`,
  ],
  [/postalCode|zip/i, ({ dice }) => String(dice.between(10_000, 99_999))],
  [/^currency$/, ({ dice }) => dice.pick(['EUR', 'EUR', 'USD', 'GBP'])],
  [
    /owner|assignee|assignedTo|agentName|manager|contactName|author|uploadedBy|approver|organizer/i,
    ({ dice }) => `${dice.pick(firstNames)} ${dice.pick(lastNames)}`,
  ],
  [/language/i, ({ dice }) => dice.pick(['en', 'de', 'fr', 'es'])],
]

const kinds: Record<Field['kind'], (field: Field, making: Making) => unknown> = {
  text: textOf,
  long_text: (field, { type, dice }) => fromExamples(type, field, dice),
  number: (field, { dice }) => (/score|percent|rate/i.test(field.name) ? dice.between(1, 100) : dice.between(1, 40)),
  money: (_, { dice }) => ({ amount: dice.between(20, 900) * 10 ** dice.between(1, 3), currency: 'EUR' }),
  boolean: (_, { dice }) => dice.chance(0.7),
  date: (field, { dice, timeMs }) => isoDay(timeMs + offsetOf(field, dice)),
  instant: (field, { dice, timeMs, endMs }) =>
    new Date(Math.min(endMs, timeMs + Math.max(0, offsetOf(field, dice)))).toISOString(),
  duration: (_, { dice }) => dice.between(20, 1_800),
  select: ({ options = [] }, { dice }) => dice.pick(options),
  multi_select: ({ options = [] }, { dice }) => options.filter(() => dice.chance(0.4)).slice(0, 3),
  email: (_, { person, firm }) => `${slug(person.first)}.${slug(person.last)}@${slug(firm)}.example`,
  phone: (_, { dice }) => `+${dice.between(1, 98)} ${dice.between(100, 999)} ${dice.between(1_000_000, 9_999_999)}`,
  url: (_, { firm }) => `https://${slug(firm)}.example`,
  geo: (_, { place, dice }) => ({
    lat: round(place.lat + dice.roll() / 5 - 0.1),
    lng: round(place.lng + dice.roll() / 5 - 0.1),
  }),
  file: (_, { dice, index }) => ({
    name: `document-${index}.pdf`,
    url: `https://files.example/document-${index}.pdf`,
    sizeBytes: dice.between(20_000, 4_000_000),
    contentType: 'application/pdf',
  }),
  lines: linesOf,
  reference: ({ references = '' }, { refer, dice }) => (dice.chance(0.9) ? refer(references) : undefined),
  json: () => undefined,
}

/** Due and end dates lie ahead of the record's own time, others at it. */
function offsetOf({ name }: Field, dice: Dice): number {
  if (/due|expires|end|deadline|close/i.test(name)) return dice.between(3, 45) * dayMs
  return /deliver|complete|resolve|paid|ship/i.test(name) ? dice.between(0, 7) * dayMs : 0
}

const round = (value: number) => Math.round(value * 1_000_000) / 1_000_000

function textOf(field: Field, making: Making): string | undefined {
  const { type, dice, person, firm } = making
  if (field.unique) return numbered(field, making)
  const named = byName.find(([pattern]) => pattern.test(field.name))
  if (named) return named[1](making)
  if (field.name !== 'name') return fromExamples(type, field, dice)
  if (type.name === 'product') return `${dice.pick(productParts.adjectives)} ${dice.pick(productParts.nouns)}`
  if (type.name === 'agent' || type.name === 'customer') return `${person.first} ${person.last}`
  return type.name === 'company' || type.name === 'client' ? firm : fromExamples(type, field, dice)
}

/** The start of the examples' numbers with one of its own: `SO-10421` becomes `SO-1A3F9C2-17`. */
function numbered(field: Field, { type: { examples, name }, run, index }: Making): string {
  const example =
    examples.map((one) => one[field.name]).find((value) => typeof value === 'string') ?? `${name.toUpperCase()}-1`
  return `${example.replace(/\d+(?!.*\d).*$/, '') || `${name}-`}${run}-${index + 1}`
}

function fromExamples({ examples }: ObjectType, { name }: Field, dice: Dice): string | undefined {
  const values = examples.map((example) => example[name]).filter((value) => typeof value === 'string')
  return values.length > 0 ? dice.pick(values) : undefined
}

function linesOf({ fields = [] }: Field, { dice }: Making): RecordData[] {
  const value = (name: string, kind: string) => {
    if (kind === 'number')
      return /quantity|hours|units/i.test(name) ? dice.between(1, 12) : dice.between(150, 24_000) / 100
    if (/sku/i.test(name)) return `SKU-${dice.between(100, 400)}`
    return `${dice.pick(productParts.adjectives)} ${dice.pick(productParts.nouns)}`
  }
  return Array.from({ length: dice.between(1, 6) }, () =>
    Object.fromEntries(
      fields
        .filter(({ kind }) => kind === 'text' || kind === 'number')
        .map(({ name, kind }) => [name, value(name, kind)]),
    ),
  )
}

/** One field's value; optional fields stay empty now and then, as in life. */
export function valueOf(field: Field, making: Making): unknown {
  if (!field.required && !field.unique && !field.indexed && making.dice.chance(0.25)) return undefined
  return kinds[field.kind](field, making)
}
