import { z } from 'zod'
import { Day, Instant } from './instant.ts'
import { Id } from './id.ts'
import { didYouMean } from './nearest.ts'
import type { Field, ObjectType } from './object-type.ts'
import { PageQuery } from './page.ts'
import type { Issue } from './problem.ts'

export const operators = ['eq', 'in', 'gte', 'lte'] as const
export type Operator = (typeof operators)[number]

export type FilterValue = string | number | boolean
/** A field by which a list can be filtered and sorted. */
export interface FilterField {
  name: string
  kind: Field['kind'] | 'id'
  /** The tests it takes; all of them when left out. */
  operators?: readonly Operator[]
}

/** One test of one field; `in` holds several values. */
export interface Condition {
  field: FilterField
  operator: Operator
  values: FilterValue[]
}

export interface Sort {
  field: FilterField
  descending: boolean
}

/** A list request in parsed form: every condition must hold. */
export interface ListQuery extends PageQuery {
  conditions: Condition[]
  sort: Sort
}

export type ListQueryResult = { ok: true; query: ListQuery } | { ok: false; issues: Issue[] }

const pageWords = ['limit', 'page', 'cursor', 'sort']

/** Kinds that have no single value to compare. */
const uncomparable = new Set<FilterField['kind']>(['lines', 'json', 'file', 'geo', 'multi_select'])

/** Every field of a type that lists can filter by, the system ones included. */
export function filterFields(type: ObjectType): FilterField[] {
  const own = type.fields.filter(({ kind }) => !uncomparable.has(kind)).map(({ name, kind }) => ({ name, kind }))
  return [
    ...own,
    { name: 'id', kind: 'id' },
    { name: 'createdAt', kind: 'instant' },
    { name: 'updatedAt', kind: 'instant' },
  ]
}

/** Reads `status=won&amount[gte]=1000&sort=-amount&cursor=…` against the fields there are; every mistake names its remedy. */
export function parseListQuery(fields: readonly FilterField[], raw: Record<string, unknown>): ListQueryResult {
  const { conditions, issues } = readConditions(fields, filtersOf(raw))
  const page = PageQuery.safeParse(
    Object.fromEntries(Object.entries(raw).filter(([key]) => ['limit', 'page', 'cursor'].includes(key))),
  )
  if (!page.success) issues.push(...page.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })))
  const sort = readSort(fields, raw['sort'] ?? '-createdAt')
  if ('message' in sort) issues.push(sort)
  if (issues.length > 0 || !page.success || 'message' in sort) return { ok: false, issues }
  return { ok: true, query: { ...page.data, conditions, sort } }
}

const filtersOf = (raw: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(raw).filter(([key]) => !pageWords.includes(key)))

/** What to do about a filter given twice. */
export const filterTwice = 'Give this filter once; for several values use [in] with commas.'

/** Reads filters alone; every mistake names its remedy. */
export function readConditions(
  fields: readonly FilterField[],
  raw: Record<string, unknown>,
): { conditions: Condition[]; issues: Issue[] } {
  const read = Object.entries(raw).map(([key, value]) => readCondition(fields, key, value))
  return {
    conditions: read.filter((one) => 'operator' in one),
    issues: read.filter((one) => 'message' in one),
  }
}

function readCondition(fields: readonly FilterField[], key: string, raw: unknown): Condition | Issue {
  const [, name = '', word = 'eq'] = /^([^[\]]+)(?:\[([^[\]]*)\])?$/.exec(key) ?? [key, key]
  const field = fields.find((one) => one.name === name)
  if (!field) return unknownField(fields, key, name)
  const allowed = field.operators ?? operators
  const operator = allowed.find((one) => one === word)
  if (!operator)
    return {
      path: key,
      message: `Unknown operator "${word}".${didYouMean(word, allowed)} Use one of: ${allowed.join(', ')}.`,
    }
  if (typeof raw !== 'string') return { path: key, message: filterTwice }
  const texts = operator === 'in' ? raw.split(',') : [raw]
  const values = texts.map((text) => readValue(field.kind, text))
  const bad = texts[values.indexOf(undefined)]
  if (bad !== undefined)
    return { path: key, message: `"${bad.slice(0, 100)}" is not ${article[comparesAs(field.kind)]}.` }
  return { field, operator, values: values.filter((value) => value !== undefined) }
}

function readSort(fields: readonly FilterField[], raw: unknown): Sort | Issue {
  if (typeof raw !== 'string') return { path: 'sort', message: 'Sort by one field, such as sort=-createdAt.' }
  const descending = raw.startsWith('-')
  const name = descending ? raw.slice(1) : raw
  const field = fields.find((one) => one.name === name)
  return field ? { field, descending } : unknownField(fields, 'sort', name)
}

function unknownField(fields: readonly FilterField[], path: string, name: string): Issue {
  const names = fields.map((one) => one.name)
  return { path, message: `There is no field "${name.slice(0, 100)}" to filter or sort by.${didYouMean(name, names)}` }
}

type Comparison = 'text' | 'number' | 'boolean' | 'day' | 'instant' | 'id'
const article: Record<Comparison, string> = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  day: 'a date such as 2026-03-01',
  instant: 'a time such as 2026-03-01T12:00:00Z',
  id: 'a UUID',
}

/** How values of a kind compare; money compares by its amount in minor units. */
export function comparesAs(kind: FilterField['kind']): Comparison {
  if (kind === 'number' || kind === 'money' || kind === 'duration') return 'number'
  if (kind === 'boolean') return 'boolean'
  if (kind === 'date') return 'day'
  if (kind === 'instant') return 'instant'
  return kind === 'id' || kind === 'reference' ? 'id' : 'text'
}

const readers: Record<Comparison, (text: string) => FilterValue | undefined> = {
  text: (text) => text,
  number: (text) => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined),
  boolean: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  day: (text) => Day.safeParse(text).data,
  instant: (text) => {
    const whole = Day.safeParse(text).success ? `${text}T00:00:00Z` : text
    return Instant.safeParse(whole).success ? new Date(whole).toISOString() : undefined
  },
  id: (text) => Id.safeParse(text).data,
}

function readValue(kind: FilterField['kind'], text: string): FilterValue | undefined {
  return readers[comparesAs(kind)](text)
}

/** Where a page ended: the sort value, time of creation and id of its last row, bound to the sort they belong to. */
export interface Cursor {
  value: FilterValue | null
  createdAt: string
  id: string
}

/** Packs the end of a page into the opaque text a caller sends back. */
export function writeCursor({ field, descending }: Sort, { value, createdAt, id }: Cursor): string {
  return toBase64Url(JSON.stringify([`${descending ? '-' : ''}${field.name}`, value, createdAt, id]))
}

const CursorParts = z.tuple([z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]), Instant, Id])

/** Unpacks a cursor; nothing when it is damaged or belongs to another sort. */
export function readCursor({ field, descending }: Sort, text: string): Cursor | undefined {
  const parts = CursorParts.safeParse(fromBase64Url(text))
  if (!parts.success) return undefined
  const [sort, value, createdAt, id] = parts.data
  if (sort !== `${descending ? '-' : ''}${field.name}`) return undefined
  if (value !== null && readValue(field.kind, String(value)) === undefined) return undefined
  return { value, createdAt, id }
}

const toBase64Url = (text: string) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')

function fromBase64Url(text: string): unknown {
  try {
    const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
