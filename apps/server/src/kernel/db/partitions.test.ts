import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventLog } from '@pulse/contract'
import { startApp } from '#test/app'
import { testClock } from '#test/clock'
import { withSql } from '#test/sql'
import { dayMs, dropExpiredPartitions, makePartitionsAhead } from './partitions.ts'

const partitionsOf = (names: readonly string[], table: string) =>
  names.filter((name) => name.startsWith(`${table}_90_2`)).length

describe('partitions', () => {
  it('are made ahead, on demand when the clock jumps, and dropped whole past their retention', async () => {
    const clock = testClock()
    await using app = await startApp({ clock })
    const { request, call } = await app.workspace()
    await request('POST', '/api/v1/contacts', { body: { lastName: 'Old' } })
    clock.advance(60 * dayMs)
    assert.equal((await request('POST', '/api/v1/contacts', { body: { lastName: 'New' } })).status, 201)
    await app.settle()
    assert.equal((await call(eventLog.listEvents, { query: { type: 'contact.created' } })).data.length, 2)

    const list = () =>
      withSql(app, async (client) =>
        (await client.query<{ name: string }>(`select relname as name from pg_class where relkind = 'r'`)).rows.map(
          ({ name }) => name,
        ),
      )
    const before = await list()
    clock.advance(40 * dayMs)
    const dropped = await app.kernel.asOwner((client) => dropExpiredPartitions(client, clock.now()))
    assert.ok(dropped.some((name) => name.startsWith('events_90_')))
    const after = await list()
    assert.ok(partitionsOf(after, 'events') < partitionsOf(before, 'events'))
    assert.equal((await call(eventLog.listEvents, { query: { type: 'contact.created' } })).data.length, 1)
  })

  it('go one day at a time, so that an hour in a wrong year does not drop all history', async () => {
    const clock = testClock()
    await using app = await startApp({ clock })
    const { request, call } = await app.workspace()
    for (let day = 0; day < 5; day++) {
      await request('POST', '/api/v1/contacts', { body: { lastName: `Day ${day}` } })
      clock.advance(dayMs)
    }
    await app.settle()
    await app.kernel.asOwner((client) => dropExpiredPartitions(client, clock.now() + 4 * 365 * dayMs))
    assert.equal((await call(eventLog.listEvents, { query: { type: 'contact.created' } })).data.length, 4)
  })

  it('of what is still owed to a webhook stay', async () => {
    const clock = testClock()
    await using app = await startApp({ clock })
    const { request } = await app.workspace()
    await request('POST', '/api/v1/webhooks', {
      body: { url: 'http://127.0.0.1:9/', events: ['contact.created'], retryDelay: 86_400, maxRetries: 20 },
    })
    await request('POST', '/api/v1/contacts', { body: { lastName: 'Owed' } })
    await app.settle()
    const dropped = await app.kernel.asOwner((client) => dropExpiredPartitions(client, clock.now() + 95 * dayMs))
    const today = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '')
    for (const table of ['events', 'deliveries', 'attempts'])
      assert.equal(dropped.includes(`${table}_90_${today}`), false, table)
    assert.ok(dropped.includes(`deliveries_30_${today}`))
  })

  it('are made once by several processes at a time', async () => {
    await using app = await startApp()
    const make = () => app.kernel.asOwner((client) => makePartitionsAhead(client, Date.now() + 10 * dayMs))
    await Promise.all([make(), make(), make()])
  })
})
