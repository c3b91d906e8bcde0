import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { counted, format } from './format.ts'

describe('formatting', () => {
  it('writes money in its own decimals', () => {
    assert.match(format.money({ amount: 123_456, currency: 'EUR' }), /1,234\.56/)
    assert.match(format.money({ amount: 1_234, currency: 'JPY' }), /1,234$/)
    assert.match(format.money({ amount: 1_234, currency: 'KWD' }), /1\.234/)
  })

  it('writes a calendar day as that day in every time zone', () => {
    assert.equal(format.day('2026-03-01'), 'Mar 1, 2026')
  })

  it('says how long ago in the largest whole unit, and never that something just stored is in the future', () => {
    const now = Date.parse('2026-03-01T12:00:00Z')
    assert.equal(format.ago('2026-03-01T11:58:10Z', now), '1 min. ago')
    assert.equal(format.ago('2026-03-01T12:00:05Z', now), 'now')
  })

  it('writes sizes and spans with their units', () => {
    assert.deepEqual([format.bytes(0), format.bytes(1_500), format.bytes(24e9)], ['0 B', '1.5 KB', '24 GB'])
    assert.deepEqual(
      [format.duration(0), format.duration(3_900), format.duration(90_061)],
      ['0 s', '1 h 5 min', '1 d 1 h'],
    )
    assert.equal(counted(1, 'line'), '1 line')
    assert.equal(counted(2_000, 'line'), '2,000 lines')
  })
})
