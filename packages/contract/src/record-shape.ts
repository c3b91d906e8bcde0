import { z } from 'zod'
import { Id, uuid } from './id.ts'
import { Day, Instant } from './instant.ts'
import { Json } from './json.ts'
import { Currency, Money, sumOfProducts } from './money.ts'
import type { Field, LineField, ObjectType } from './object-type.ts'
import type { Issue } from './problem.ts'

export const maxLines = 2_000

/** Names every record has beside its fields; no field may take them. */
export const systemFields = ['id', 'version', 'createdAt', 'updatedAt'] as const

/** The public snapshot of a record: its fields at the top level, empty ones null. */
export type RecordSnapshot = {
  id: string
  version: number
  createdAt: string
  updatedAt: string
  [field: string]: unknown
}

/** A record's own values, empty ones absent. */
export type RecordData = Record<string, unknown>

const UtcInstant = Instant.transform((text) => new Date(text).toISOString())
const Text = (most: number) =>
  z.string().max(most, { error: `Must be at most ${most.toLocaleString('en')} characters.` })
const Finite = z.number({ error: 'Must be a number.' })
const Flag = z.boolean({ error: 'Must be true or false.' })

const Geo = z.strictObject({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) })
const FileLink = z.strictObject({
  name: Text(255),
  url: z.url(),
  sizeBytes: z.int().min(0).optional(),
  contentType: Text(255).optional(),
})
const HttpUrl = z.url({ protocol: /^https?$/, error: 'Must be an http or https URL.' })
const Phone = z.string().regex(/^\+?[0-9 ().\-/]{3,32}(?: ?(?:x|ext\.?) ?[0-9]{1,8})?$/, {
  error: 'Must be a phone number such as +44 20 7946 0000.',
})

const oneOf = (options: readonly string[]) => z.enum(options, { error: `Must be one of: ${options.join(', ')}.` })

const lineKinds = { text: Text(1_000), number: Finite, boolean: Flag, date: Day } satisfies Record<
  LineField['kind'],
  z.ZodType
>

function lineRow(fields: readonly LineField[]) {
  const entries = fields.map((field) => [
    field.name,
    field.required ? lineKinds[field.kind] : lineKinds[field.kind].nullish(),
  ])
  return z.strictObject(Object.fromEntries(entries) as z.ZodRawShape)
}

const kinds: Record<Field['kind'], (field: Field) => z.ZodType> = {
  text: () => Text(1_000),
  long_text: () => Text(100_000),
  number: () => Finite,
  money: () => Money,
  boolean: () => Flag,
  date: () => Day,
  instant: () => UtcInstant,
  duration: () => z.int({ error: 'Must be a whole number of seconds.' }).min(0),
  select: ({ options = [] }) => oneOf(options),
  multi_select: ({ options = [] }) => z.array(oneOf(options)).max(100),
  email: () => z.email({ error: 'Must be an e-mail address.' }).max(320),
  phone: () => Phone,
  url: () => HttpUrl,
  geo: () => Geo,
  file: () => FileLink,
  lines: ({ fields = [] }) => z.array(lineRow(fields)).max(maxLines, { error: `Must have at most ${maxLines} rows.` }),
  reference: ({ references }) => uuid(`Must be the id of a ${references}.`),
  json: () => Json,
}

/** Fields Pulse works out itself and refuses from callers. */
export function computedFields(type: ObjectType): Set<string> {
  return new Set(type.fields.flatMap(({ total }) => (total ? [total.into] : [])))
}

export interface RecordShape {
  /** What creates a record; may carry a UUID of the caller's choice. */
  Draft: z.ZodType<RecordData>
  /** What changes one: absent fields stay, null clears. */
  Patch: z.ZodType<RecordData>
  /** What every reader gets. */
  Snapshot: z.ZodType<RecordSnapshot>
}

const shapes = new WeakMap<ObjectType, RecordShape>()

/** The three schemas of an object type, built once for each declaration. */
export function recordShape(type: ObjectType): RecordShape {
  let shape = shapes.get(type)
  if (!shape) shapes.set(type, (shape = buildShape(type)))
  return shape
}

function buildShape(type: ObjectType): RecordShape {
  const computed = computedFields(type)
  const currencies = new Set(type.fields.flatMap(({ total }) => (total ? [total.currencyFrom] : [])))
  const described = (field: Field) => describe(field, currencies.has(field.name) ? Currency : kinds[field.kind](field))
  const shapeOf = (fields: readonly Field[], isRequired: (field: Field) => boolean): z.ZodRawShape =>
    Object.fromEntries(
      fields.map((field) => [field.name, isRequired(field) ? described(field) : described(field).nullish()]),
    )
  const settable = type.fields.filter(({ name }) => !computed.has(name))
  const read = Object.fromEntries(type.fields.map((field) => [field.name, described(field).nullable()]))
  const system = { version: z.int(), createdAt: Instant, updatedAt: Instant }
  const name = type.name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return {
    Draft: z
      .strictObject({ id: Id.optional(), ...shapeOf(settable, (field) => field.required === true) })
      .meta({ id: `${name}Draft` }),
    Patch: z.strictObject(shapeOf(settable, () => false)).meta({ id: `${name}Patch` }),
    Snapshot: z.object({ id: Id, ...read, ...system }).meta({ id: name }),
  }
}

const describe = (field: Field, schema: z.ZodType) => (field.help ? schema.describe(field.help) : schema)

/** Works out the computed fields of a record in place of whatever stood there. */
export function withComputed(type: ObjectType, data: RecordData): RecordData {
  for (const { name, total } of type.fields) {
    const rows = data[name]
    if (!total) continue
    const { [total.into]: _, ...rest } = data
    if (!Array.isArray(rows)) data = rest
    else {
      const currency = typeof data[total.currencyFrom] === 'string' ? String(data[total.currencyFrom]) : 'USD'
      const factors = rows.map((row: Record<string, unknown>) =>
        total.multiply.map((column) => Number(row[column] ?? 0)),
      )
      data = { ...rest, [total.into]: { amount: sumOfProducts(factors, currency), currency } }
    }
  }
  return data
}

/** What is wrong with computed fields: a total that no amount can hold is told of its lines. */
export function computedIssues({ fields }: ObjectType, data: RecordData): Issue[] {
  const isHeld = (into: string) => data[into] === undefined || Money.safeParse(data[into]).success
  const message = 'Adds up to more than an amount can hold (2^53−1 minor units); use smaller numbers.'
  return fields.flatMap(({ name, total }) => (total && !isHeld(total.into) ? [{ path: name, message }] : []))
}

/** The public snapshot: every declared field in the type's order, empty ones null, so that its bytes are stable. */
export function snapshotOf(
  type: ObjectType,
  data: RecordData,
  system: Pick<RecordSnapshot, 'id' | 'version' | 'createdAt' | 'updatedAt'>,
): RecordSnapshot {
  const { id, ...rest } = system
  const fields = Object.fromEntries(type.fields.map((field) => [field.name, ordered(field, data[field.name] ?? null)]))
  return { id, ...fields, ...rest }
}

/** Structured values in the order of their declaration: the database does not keep it. */
function ordered({ kind, fields = [] }: Field, value: unknown): unknown {
  if (value === null) return null
  if (kind === 'file') return pick(value, Object.keys(FileLink.shape))
  if (kind !== 'lines' || !Array.isArray(value)) return value
  const names = fields.map(({ name }) => name)
  return value.map((row) => Object.fromEntries(names.map((name) => [name, (row as RecordData)[name] ?? null])))
}

function pick(value: unknown, names: readonly string[]): RecordData {
  return Object.fromEntries(
    names.flatMap((name) => ((value as RecordData)[name] === undefined ? [] : [[name, (value as RecordData)[name]]])),
  )
}
