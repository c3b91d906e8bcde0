import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { statement } from './statement.ts'

describe('a statement without an event', () => {
  it('writes operational state, and of records nothing but slots, which repeat their data', () => {
    for (const text of [
      'delete from keys where key = $1',
      'insert into jobs (id) values ($1) on conflict (id) do update set done = 1',
      'select id from records for update',
      'update records r set t1 = f.t1, g1_lat = f.g1_lat from unnest($1::record_row[]) f where r.id = f.id',
    ])
      assert.equal(statement('fine', text).text, text)
    for (const text of [
      'update webhooks set name = $1',
      'insert into records (id) values ($1)',
      'delete from records where t1 = $1',
      'update records set data = $1',
      'update records r set t1 = f.t1, data = f.data from unnest($1::record_row[]) f where r.id = f.id',
      'with gone as (delete from records) update records r set t1 = f.t1 from unnest($1::record_row[]) f where true',
    ])
      assert.throws(() => statement('refused', text), /needs an event/, text)
  })
})
