import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseListQuery, readCursor, writeCursor, type FilterField, type Sort } from './filter.ts'

const fields: FilterField[] = [
  { name: 'status', kind: 'select' },
  { name: 'amount', kind: 'money' },
  { name: 'dueDate', kind: 'date' },
  { name: 'isPaid', kind: 'boolean' },
  { name: 'owner', kind: 'reference' },
  { name: 'createdAt', kind: 'instant' },
]

const messageOf = (raw: Record<string, unknown>) => {
  const result = parseListQuery(fields, raw)
  assert.equal(result.ok, false)
  return result.ok ? '' : result.issues.map(({ path, message }) => `${path}: ${message}`).join(' ')
}

describe('the filter grammar', () => {
  it('reads conditions, sort and page', () => {
    const result = parseListQuery(fields, {
      status: 'won',
      'amount[gte]': '1000',
      'dueDate[lte]': '2026-03-01',
      sort: '-amount',
      limit: '10',
    })
    assert.ok(result.ok)
    assert.deepEqual(
      result.query.conditions.map(({ field, operator, values }) => [field.name, operator, values]),
      [
        ['status', 'eq', ['won']],
        ['amount', 'gte', [1_000]],
        ['dueDate', 'lte', ['2026-03-01']],
      ],
    )
    assert.deepEqual(
      [result.query.sort.field.name, result.query.sort.descending, result.query.limit],
      ['amount', true, 10],
    )
  })

  it('splits the values of in', () => {
    const result = parseListQuery(fields, { 'status[in]': 'won,lost' })
    assert.deepEqual(result.ok && result.query.conditions[0]?.values, ['won', 'lost'])
  })

  it('takes a day for a moment', () => {
    const result = parseListQuery(fields, { 'createdAt[gte]': '2026-03-01' })
    assert.deepEqual(result.ok && result.query.conditions[0]?.values, ['2026-03-01T00:00:00.000Z'])
  })

  it('names the nearest field and operator', () => {
    assert.match(messageOf({ statsu: 'won' }), /no field "statsu".*"status"/)
    assert.match(messageOf({ 'amount[gt e]': '1' }), /Unknown operator "gt e".*"gte"/)
    assert.match(messageOf({ sort: '-amout' }), /sort: .*"amount"/)
  })

  it('says what a value should look like', () => {
    assert.match(messageOf({ amount: 'many' }), /"many" is not a number/)
    assert.match(messageOf({ isPaid: 'yes' }), /not true or false/)
    assert.match(messageOf({ dueDate: '1.3.2026' }), /not a date such as/)
    assert.match(messageOf({ owner: '7' }), /not a UUID/)
    assert.match(messageOf({ status: ['a', 'b'] }), /once/)
    assert.match(messageOf({ limit: '1000' }), /limit: /)
  })

  it('binds a cursor to its sort', () => {
    const sort: Sort = { field: { name: 'amount', kind: 'money' }, descending: true }
    const cursor = { value: 1_200, createdAt: '2026-03-01T00:00:00.000Z', id: '01a1fc24-c486-7000-8084-bc766d3ee924' }
    const text = writeCursor(sort, cursor)
    assert.deepEqual(readCursor(sort, text), cursor)
    assert.equal(readCursor({ ...sort, descending: false }, text), undefined)
    assert.equal(readCursor(sort, `${text}x`), undefined)
    assert.equal(readCursor(sort, 'bm9wZQ'), undefined)
    assert.equal(readCursor(sort, '%%%'), undefined)
  })
})
