import { isDeepStrictEqual } from 'node:util'
import type { Json } from '@pulse/contract'
import { z } from 'zod'
import {
  isList,
  isNumber,
  isObject,
  isText,
  need,
  SchemaMistake,
  told,
  type Keyword,
  type Spot,
  type Test,
} from './terms.ts'

const types: Readonly<Record<string, { words: string; is: (value: Json) => boolean }>> = {
  string: { words: 'a text', is: (value) => typeof value === 'string' },
  number: { words: 'a number', is: (value) => typeof value === 'number' },
  integer: { words: 'a whole number', is: (value) => Number.isInteger(value) },
  boolean: { words: 'true or false', is: (value) => typeof value === 'boolean' },
  object: { words: 'an object', is: isObject },
  array: { words: 'a list', is: Array.isArray },
  null: { words: 'null', is: (value) => value === null },
}

/** Formats that are checked; any other is a remark. */
const formats = new Map<string, { schema: z.ZodType; words: string }>([
  ['date-time', { schema: z.iso.datetime({ offset: true }), words: 'a time such as 2026-03-01T12:00:00Z' }],
  ['date', { schema: z.iso.date(), words: 'a date such as 2026-03-01' }],
  ['time', { schema: z.iso.time(), words: 'a time of day such as 12:00:00' }],
  ['duration', { schema: z.iso.duration(), words: 'a duration such as PT30M' }],
  ['email', { schema: z.email(), words: 'an e-mail address' }],
  ['hostname', { schema: z.hostname(), words: 'a host name' }],
  ['ipv4', { schema: z.ipv4(), words: 'an IPv4 address' }],
  ['ipv6', { schema: z.ipv6(), words: 'an IPv6 address' }],
  ['uri', { schema: z.url(), words: 'a URL' }],
  ['uuid', { schema: z.uuid(), words: 'a UUID' }],
])

type Judge<Value> = (value: Value, spot: Spot) => string | false | undefined

const onText =
  (judge: Judge<string>): Test =>
  (value, spot) =>
    told(spot, typeof value === 'string' && judge(value, spot))

/** A keyword whose argument is a number and which looks at some number of the value, when it has one. */
const bound =
  (
    measure: (value: Json) => number | undefined,
    isWithin: (size: number, limit: number) => boolean,
    words: string,
  ): Keyword =>
  (argument) => {
    const limit = need(argument, isNumber, 'A limit must be a number')
    return (value, spot) => {
      const size = measure(value)
      return told(spot, size !== undefined && !isWithin(size, limit) && words.replace('%', String(limit)))
    }
  }

const itself = (value: Json) => (typeof value === 'number' ? value : undefined)
const characters = (value: Json) => (typeof value === 'string' ? Array.from(value).length : undefined)
const items = (value: Json) => (Array.isArray(value) ? value.length : undefined)
const names = (value: Json) => (isObject(value) ? Object.keys(value).length : undefined)

const atLeast = (size: number, limit: number) => size >= limit
const atMost = (size: number, limit: number) => size <= limit
/** Decimal steps are not exact in binary: 0.3 is a multiple of 0.1. */
const isMultiple = (size: number, step: number) => Math.abs(size / step - Math.round(size / step)) < 1e-9

const typeKeyword: Keyword = (argument) => {
  const wanted = (isList(argument) ? argument : [argument]).map((name) => {
    if (typeof name === 'string' && Object.hasOwn(types, name)) return types[name]
    throw new SchemaMistake(
      `There is no type ${JSON.stringify(name).slice(0, 100)}; use ${Object.keys(types).join(', ')}.`,
    )
  })
  const words = wanted.map((one) => one?.words).join(' or ')
  return (value, spot) => told(spot, !wanted.some((one) => one?.is(value)) && `Must be ${words}.`)
}

const oneOf = (values: readonly Json[]): Test => {
  const words = `Must be ${values.length === 1 ? '' : 'one of: '}${values
    .map((one) => JSON.stringify(one))
    .join(', ')
    .slice(0, 300)}.`
  return (value, spot) => {
    spot.budget.charge(values.length)
    return told(spot, !values.some((one) => isDeepStrictEqual(one, value)) && words)
  }
}

/** Keywords that look at a value as a whole. */
export const valueKeywords: Readonly<Record<string, Keyword>> = {
  type: typeKeyword,
  enum: (argument) => oneOf(need(argument, isList, 'enum must be a list')),
  const: (argument) => oneOf([argument]),
  minimum: bound(itself, atLeast, 'Must be at least %.'),
  maximum: bound(itself, atMost, 'Must be at most %.'),
  exclusiveMinimum: bound(itself, (size, limit) => size > limit, 'Must be more than %.'),
  exclusiveMaximum: bound(itself, (size, limit) => size < limit, 'Must be less than %.'),
  multipleOf: bound(itself, isMultiple, 'Must be a multiple of %.'),
  minLength: bound(characters, atLeast, 'Must have at least % characters.'),
  maxLength: bound(characters, atMost, 'Must have at most % characters.'),
  minItems: bound(items, atLeast, 'Must have at least % items.'),
  maxItems: bound(items, atMost, 'Must have at most % items.'),
  minProperties: bound(names, atLeast, 'Must have at least % fields.'),
  maxProperties: bound(names, atMost, 'Must have at most % fields.'),
  pattern: (argument, { pattern }) => {
    const source = need(argument, isText, 'A pattern must be a text')
    const matches = pattern(source)
    return onText((text, spot) => !matches(text, spot) && `Must match ${source.slice(0, 200)}.`)
  },
  format: (argument) => {
    const format = formats.get(need(argument, isText, 'A format must be a text'))
    return onText((text, { budget }) => {
      budget.charge(text.length)
      return format && !format.schema.safeParse(text).success && `Must be ${format.words}.`
    })
  },
}
