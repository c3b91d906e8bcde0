import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ObjectType } from './object-type.ts'
import { recordShape, snapshotOf, withComputed } from './record-shape.ts'

const type: ObjectType = {
  name: 'parcel',
  plural: 'parcels',
  label: 'Parcel',
  labelPlural: 'Parcels',
  description: 'Something sent.',
  title: 'code',
  search: ['code'],
  fields: [
    { name: 'code', kind: 'text', required: true },
    { name: 'currency', kind: 'text' },
    { name: 'weights', kind: 'multi_select', options: ['light', 'heavy'] },
    { name: 'place', kind: 'geo' },
    { name: 'sentAt', kind: 'instant' },
    { name: 'page', kind: 'url' },
    { name: 'mobile', kind: 'phone' },
    { name: 'extra', kind: 'json' },
    {
      name: 'lines',
      kind: 'lines',
      fields: [
        { name: 'what', kind: 'text' },
        { name: 'quantity', kind: 'number', required: true },
        { name: 'unitPrice', kind: 'number' },
      ],
      total: { multiply: ['quantity', 'unitPrice'], currencyFrom: 'currency', into: 'total' },
    },
    { name: 'total', kind: 'money' },
  ],
  examples: [],
}
const { Draft, Patch } = recordShape(type)
const accepts = (data: object) => Draft.safeParse({ code: 'x', ...data }).success

describe('record shapes', () => {
  it('take what fits each kind and nothing else', () => {
    assert.ok(
      accepts({
        weights: ['light'],
        place: { lat: 52.5, lng: 13.4 },
        page: 'https://example.com',
        mobile: '+49 30 1234567',
      }),
    )
    assert.equal(accepts({ weights: ['medium'] }), false)
    assert.equal(accepts({ place: { lat: 91, lng: 0 } }), false)
    assert.equal(accepts({ page: 'javascript:alert(1)' }), false)
    assert.equal(accepts({ mobile: 'call me' }), false)
    assert.equal(accepts({ currency: 'euro' }), false)
    assert.equal(accepts({ unknown: 1 }), false)
    assert.equal(accepts({ total: { amount: 1, currency: 'EUR' } }), false, 'a computed field is not the caller’s')
    assert.equal(accepts({ lines: [{ what: 'no quantity' }] }), false)
    assert.equal(accepts({ lines: Array.from({ length: 2_001 }, () => ({ quantity: 1 })) }), false)
  })

  it('refuse JSON nested too deeply without falling over', () => {
    let deep: unknown = 1
    for (let level = 0; level < 5_000; level++) deep = [deep]
    assert.equal(accepts({ extra: deep }), false)
    assert.ok(accepts({ extra: { a: [{ b: null }] } }))
  })

  it('bring moments to UTC', () => {
    assert.equal(Draft.parse({ code: 'x', sentAt: '2026-03-01T02:00:00+02:00' })['sentAt'], '2026-03-01T00:00:00.000Z')
  })

  it('let a patch clear and leave out', () => {
    assert.deepEqual(Patch.parse({ page: null }), { page: null })
    assert.deepEqual(Patch.parse({}), {})
  })

  it('work out totals in the record’s currency', () => {
    const data = withComputed(type, {
      code: 'x',
      currency: 'JPY',
      lines: [{ quantity: 2, unitPrice: 150 }, { quantity: 1 }],
    })
    assert.deepEqual(data['total'], { amount: 300, currency: 'JPY' })
    assert.equal('total' in withComputed(type, { code: 'x' }), false)
  })

  it('present every field in the declared order whatever order the database kept', () => {
    const system = { id: 'i', version: 1, createdAt: 'c', updatedAt: 'u' }
    const one = snapshotOf(type, { code: 'x', lines: [{ unitPrice: 1, quantity: 2 }] }, system)
    const other = snapshotOf(type, { lines: [{ quantity: 2, unitPrice: 1 }], code: 'x' }, system)
    assert.equal(JSON.stringify(one), JSON.stringify(other))
    assert.deepEqual(Object.keys(one).slice(0, 3), ['id', 'code', 'currency'])
    assert.equal(one['page'], null)
  })
})
