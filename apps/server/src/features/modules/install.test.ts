import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createClient, jobs, records, type Call, type Module } from '@pulse/contract'
import pg from 'pg'
import { pause } from '#kernel/clock'
import { startApp, type TestApp } from '#test/app'
import { cloneDatabase } from '#test/database'
import { withSql } from '#test/sql'

const params = { plural: 'parts' }

const catalogue = (indexed: boolean): Module => ({
  name: 'catalogue',
  label: 'Catalogue',
  description: 'Parts.',
  types: [
    {
      name: 'part',
      plural: 'parts',
      label: 'Part',
      labelPlural: 'Parts',
      description: 'A thing in stock.',
      title: 'name',
      search: ['name'],
      fields: [
        { name: 'name', kind: 'text', required: true, indexed: true },
        { name: 'colour', kind: 'text', indexed },
        { name: 'weight', kind: 'number', indexed },
        { name: 'madeOn', kind: 'date', indexed },
        { name: 'place', kind: 'geo', indexed },
      ],
      examples: [],
    },
  ],
})

const drafts = Array.from({ length: 1_100 }, (_, index) => ({
  name: `part ${index}`,
  colour: index % 2 ? 'red' : 'blue',
  weight: index,
  madeOn: '2026-03-01',
  place: { lat: 52.5, lng: index / 100 },
}))

/** What lists say of the parts, by fields with and without a slot from before. */
async function look(call: Call) {
  const list = (query: Record<string, string>) => call(records.listRecords, { params, query })
  const heaviest = await list({ sort: '-weight', limit: '2' })
  const next = await list({ sort: '-weight', limit: '1', cursor: heaviest.nextCursor ?? '' })
  return {
    red: (await list({ colour: 'red' })).total,
    heavy: (await list({ 'weight[gte]': '1000', 'name[in]': 'part 1000,part 1' })).total,
    made: (await list({ madeOn: '2026-03-01' })).total,
    heaviest: [...heaviest.data, ...next.data].map((part) => part['name']),
  }
}

const all = { heavy: 1, made: 1_100, heaviest: ['part 1099', 'part 1098', 'part 1097'] }

/** What the database holds: fields that are filling, records whose new slots are filled. */
const stored = (app: TestApp) =>
  withSql(app, async (client) => {
    const { rows } = await client.query<{ filling: string[]; filled: number }>(
      `select (select filling from object_types) as filling,
         (select count(*)::int from records where t2 is not null and n1 is not null and d1 is not null and g1_lat is not null) as filled`,
    )
    return rows[0]
  })

describe('a field that a new version indexes', () => {
  it('finds and sorts the records there were, while its slot fills and after', async () => {
    const database = await cloneDatabase()
    const environment = { PULSE_DATA: mkdtempSync(join(tmpdir(), 'pulse-test-')) }
    let key = ''
    {
      await using app = await startApp({ database, environment, modules: [catalogue(false)] })
      const { call, ...workspace } = await app.workspace()
      key = workspace.key
      for (const some of [drafts.slice(0, 1_000), drafts.slice(1_000)])
        await call(records.createRecords, { params, body: { records: some } })
    }
    const holder = new pg.Client(database.url)
    await holder.connect()
    await holder.query(`begin; select from records where data ->> 'name' = 'part 700' for update`)
    {
      await using app = await startApp({ database, environment, modules: [catalogue(true)] })
      const call = createClient({ baseUrl: app.baseUrl, token: key })
      assert.deepEqual(await look(call), { ...all, red: 550 })
      const { data } = await call(records.listRecords, { params, query: { name: 'part 701' } })
      await call(records.patchRecord, { params: { ...params, id: data[0]?.id ?? '' }, body: { colour: 'green' } })
      assert.deepEqual(await look(call), { ...all, red: 549 })
      assert.deepEqual((await stored(app))?.filling.toSorted(), ['colour', 'madeOn', 'place', 'weight'])

      await holder.query('rollback')
      await holder.end()
      for (let isDone = false; !isDone; await pause(50))
        isDone = (await call(jobs.listJobs, { query: {} })).data.every(({ state }) => state === 'done')
      assert.deepEqual(await stored(app), { filling: [], filled: 1_100 })
      assert.deepEqual(await look(call), { ...all, red: 549 })
    }
    {
      await using app = await startApp({ database, environment, modules: [catalogue(true)] })
      assert.deepEqual(await look(createClient({ baseUrl: app.baseUrl, token: key })), { ...all, red: 549 })
    }
    await database.drop()
  })
})
