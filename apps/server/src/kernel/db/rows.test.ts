import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sharedApp } from '#test/shared'
import { withSql } from '#test/sql'
import { createEncoder, Rows, rowType } from './rows.ts'

const type = rowType('sample_row', {
  a: 'uuid',
  b: 'text',
  c: 'smallint',
  d: 'integer',
  e: 'bigint',
  f: 'float8',
  g: 'timestamptz',
  h: 'json',
  i: 'jsonb',
  j: 'bytea',
})
const id = '01a1fc24-c486-7000-8084-bc766d3ee924'

describe('row encoding', () => {
  it('carries every type through one parameter unchanged', async () => {
    const rows = [
      [
        id,
        'Žižka "q" \\ 😀',
        -5,
        2_000_000_000,
        -(2 ** 53 - 1),
        -0.1,
        '2026-03-01T12:34:56.789Z',
        '{"a":[1]}',
        '{"b":2}',
        Buffer.from([0, 255]),
      ],
      [null, '', 0, 0, 2 ** 53 - 1, Number.MAX_VALUE, '1969-12-31T23:59:59.999Z', '1', 'null', Buffer.alloc(0)],
      [null, null, null, null, null, null, null, null, null, null],
      [id, 'x'.repeat(300_000), 1, 1, 1, 1, '9999-12-31T00:00:00.000Z', `"${'y'.repeat(100_000)}"`, '{}', null],
    ]
    const back = await withSql(await sharedApp(), async (client) => {
      await client.query('begin')
      await client.query(
        'create type sample_row as (a uuid, b text, c smallint, d integer, e bigint, f float8, g timestamptz, h json, i jsonb, j bytea)',
      )
      const encode = await createEncoder(client)
      const answer = await client.query(
        'select (one).* from unnest($1::sample_row[]) as one',
        encode([new Rows(type, rows)]),
      )
      await assert.rejects(createWrong(encode), /expects a b x/)
      await client.query('rollback')
      return answer.rows
    })
    assert.deepEqual(back[0], {
      a: id,
      b: rows[0]?.[1],
      c: -5,
      d: 2_000_000_000,
      e: String(-(2 ** 53 - 1)),
      f: -0.1,
      g: new Date('2026-03-01T12:34:56.789Z'),
      h: { a: [1] },
      i: { b: 2 },
      j: Buffer.from([0, 255]),
    })
    assert.deepEqual(
      [back[1].e, back[1].f, back[1].g.toISOString(), back[1].h, back[1].i],
      [String(2 ** 53 - 1), Number.MAX_VALUE, '1969-12-31T23:59:59.999Z', 1, null],
    )
    assert.deepEqual(
      Object.values(back[2]),
      Array.from({ length: 10 }, () => null),
    )
    assert.deepEqual(
      [back[3].b.length, back[3].h.length, back[3].g.toISOString()],
      [300_000, 100_000, '9999-12-31T00:00:00.000Z'],
    )
  })

  it('refuses what is no UUID instead of cutting it', async () => {
    const encode = await withSql(await sharedApp(), async (client) => createEncoder(client))
    const due = rowType('due_row', {
      id: 'uuid',
      workspace_id: 'uuid',
      webhook_id: 'text',
      event_id: 'uuid',
      event_type: 'text',
      retention: 'smallint',
      worker_id: 'uuid',
    })
    assert.throws(() => encode([new Rows(due, [['nonsense', id, 'x', id, 'x', 1]])]), /nonsense is not a UUID/)
  })
})

/** A declaration that differs from the database must not be sent. */
async function createWrong(encode: Awaited<ReturnType<typeof createEncoder>>) {
  return encode([new Rows(rowType('sample_row', { a: 'uuid', b: 'text', x: 'text' }), [])])
}
