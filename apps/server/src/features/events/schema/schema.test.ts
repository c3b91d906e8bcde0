import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventTypes, type ApiError, type Json, type JsonObject } from '@pulse/contract'
import { sharedApp } from '#test/shared'
import { compileSchema } from './compile.ts'
import { SchemaMistake } from './terms.ts'

interface Case {
  schema: JsonObject
  good: Json[]
  bad: [value: Json, path: string][]
}

const cases: Record<string, Case> = {
  'types, alone and as alternatives': {
    schema: { properties: { n: { type: 'integer' }, s: { type: ['string', 'null'] } } },
    good: [{}, { n: 3, s: null }, { s: 'x' }, 'no object at all'],
    bad: [
      [{ n: 1.5 }, 'n'],
      [{ s: 4 }, 's'],
    ],
  },
  'required and unknown fields': {
    schema: {
      properties: { a: true },
      required: ['a', 'b'],
      patternProperties: { '^x-': { type: 'number' } },
      additionalProperties: false,
    },
    good: [],
    bad: [
      [{ a: 1 }, 'b'],
      [{ a: 1, b: 1 }, 'b'],
      [{ a: 1, 'x-1': 'y' }, 'x-1'],
      [{ constructor: 1, a: 1 }, 'constructor'],
    ],
  },
  'what any other field must be': {
    schema: { additionalProperties: { type: 'number' }, propertyNames: { pattern: '^[a-z]+$' }, maxProperties: 2 },
    good: [{ a: 1 }],
    bad: [
      [{ a: '1' }, 'a'],
      [{ A: 1 }, 'A'],
      [{ a: 1, b: 2, c: 3 }, ''],
    ],
  },
  'enum, const and numbers': {
    schema: {
      properties: {
        e: { enum: ['a', { b: 1 }] },
        c: { const: [1] },
        n: { exclusiveMinimum: 0, multipleOf: 0.1, maximum: 1 },
      },
    },
    good: [{ e: { b: 1 }, c: [1], n: 0.3 }],
    bad: [
      [{ e: 'b' }, 'e'],
      [{ c: 1 }, 'c'],
      [{ n: 0 }, 'n'],
      [{ n: 0.35 }, 'n'],
      [{ n: 1.1 }, 'n'],
    ],
  },
  'texts: length in characters, pattern anywhere, formats': {
    schema: {
      properties: {
        t: { minLength: 2, maxLength: 3, pattern: '[a😀]' },
        at: { format: 'date-time' },
        who: { format: 'email' },
        odd: { format: 'poem' },
      },
    },
    good: [{ t: '😀😀😀', at: '2026-03-01T12:00:00+01:00', who: 'ada@example.com', odd: 'x' }],
    bad: [
      [{ t: 'a' }, 't'],
      [{ t: 'bbb' }, 't'],
      [{ at: 'today' }, 'at'],
      [{ who: 'ada' }, 'who'],
    ],
  },
  'lists, tuples and what they contain': {
    schema: {
      properties: {
        list: { items: { type: 'number' }, uniqueItems: true },
        tuple: { prefixItems: [{ type: 'string' }], items: { type: 'boolean' } },
        old: { items: [{ type: 'string' }], additionalItems: false },
        some: { contains: { const: 1 }, maxContains: 1 },
      },
    },
    good: [{ list: [1, 2], tuple: ['a', true], old: ['a'], some: [0, 1] }],
    bad: [
      [{ list: [1, 'x'] }, 'list.1'],
      [{ list: [1, 1] }, 'list'],
      [{ tuple: ['a', 1] }, 'tuple.1'],
      [{ old: ['a', 'b'] }, 'old.1'],
      [{ some: [] }, 'some'],
      [{ some: [1, 1] }, 'some'],
    ],
  },
  'choices, and the issue of the alternative that came furthest': {
    schema: {
      anyOf: [{ type: 'string' }, { type: 'object', properties: { deep: { properties: { n: { type: 'number' } } } } }],
      oneOf: [{ type: 'object' }, { type: 'string', minLength: 5 }],
      not: { const: 'never' },
    },
    good: [{ deep: { n: 1 } }],
    bad: [
      [{ deep: { n: 'x' } }, 'deep.n'],
      ['never', ''],
      [7, ''],
    ],
  },
  conditions: {
    schema: {
      if: { required: ['card'] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { required: ['month'] },
      else: { required: ['cash'] },
      dependentRequired: { a: ['b'] },
    },
    good: [{ card: 1, month: 2 }, { cash: 1 }],
    bad: [
      [{ card: 1 }, 'month'],
      [{}, 'cash'],
      [{ cash: 1, a: 1 }, 'b'],
    ],
  },
  'references, also to itself': {
    schema: {
      $ref: '#/$defs/tree',
      $defs: { tree: { type: 'object', properties: { left: { $ref: '#/$defs/tree' }, size: { type: 'number' } } } },
    },
    good: [{ left: { left: { size: 1 } } }],
    bad: [[{ left: { left: { size: 'x' } } }, 'left.left.size']],
  },
}

describe('a JSON Schema', () => {
  for (const [name, { schema, good, bad }] of Object.entries(cases)) {
    it(`checks ${name}`, () => {
      const check = compileSchema(schema)
      for (const value of good) assert.deepEqual(check(value), [], JSON.stringify(value))
      for (const [value, path] of bad)
        assert.ok(
          check(value).some((issue) => issue.path === path && issue.message),
          `${JSON.stringify(value)}: ${JSON.stringify(check(value))}`,
        )
    })
  }

  it('is refused when it could not be kept: an unknown type, a keyword that is not supported, a pattern that is none', () => {
    const none: JsonObject[] = [
      { type: 'banana' },
      { type: 'constructor' },
      { properties: { a: { unevaluatedProperties: false } } },
      { pattern: '(?=a)' },
      { pattern: '(' },
      { pattern: `(?:${'ab'.repeat(400)}){1000}` },
      { $ref: 'https://example.com/schema' },
      { $ref: '#/$defs/none' },
      { $ref: '#/constructor' },
      { items: 3 },
      { required: 'a' },
    ]
    for (const schema of none) assert.throws(() => compileSchema(schema), SchemaMistake, JSON.stringify(schema))
  })
})

describe('a schema made to hang the server', () => {
  const alternatives = Object.fromEntries(
    Array.from({ length: 40 }, (_, level) => [
      `a${level}`,
      {
        anyOf:
          level === 39 ? [{ type: 'null' }] : [{ $ref: `#/$defs/a${level + 1}` }, { $ref: `#/$defs/a${level + 1}` }],
      },
    ]),
  )
  const evil: Record<string, { schema: JsonObject; data: JsonObject }> = {
    'a pattern that backtracks': {
      schema: { properties: { text: { pattern: '^(a+)+$' } } },
      data: { text: `${'a'.repeat(50_000)}b` },
    },
    'a field name pattern that backtracks': {
      schema: { patternProperties: { '^(a+)+$': false }, additionalProperties: false },
      data: { [`${'a'.repeat(40)}b`]: 1 },
    },
    'alternatives that double at each level': { schema: { $ref: '#/$defs/a0', $defs: alternatives }, data: {} },
    'a reference to itself': { schema: { $ref: '#' }, data: {} },
  }
  for (const [name, { schema, data }] of Object.entries(evil)) {
    it(`${name} is answered within moments`, async () => {
      const { call } = await (await sharedApp()).workspace()
      await call(eventTypes.declareEventType, { body: { name: 'evil.came', schema } })
      const begun = performance.now()
      await assert.rejects(
        call(eventTypes.sendEvent, { body: { type: 'evil.came', data } }),
        (error: ApiError) => error.code === 'event.invalid',
      )
      assert.ok(performance.now() - begun < 5_000, 'the others waited')
    })
  }

  it('is not taken when it is larger than any schema needs to be', async () => {
    const { call } = await (await sharedApp()).workspace()
    const schema = { enum: Array.from({ length: 20_000 }, (_, index) => index) }
    await assert.rejects(
      call(eventTypes.declareEventType, { body: { name: 'evil.came', schema } }),
      (error: ApiError) => error.code === 'request.invalid' && error.issues[0]?.path === 'schema',
    )
  })
})
