import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventLog, records, webhooks, type ApiError } from '@pulse/contract'
import { testClock } from '#test/clock'
import { startApp, type TestWorkspace } from '#test/app'
import { appendContact } from '#test/events'
import { sharedApp } from '#test/shared'
import { withSql } from '#test/sql'

const contacts = { plural: 'contacts' }
const typesOf = (events: readonly eventLog.Event[]) => events.map(({ type }) => type)
const idsOf = (events: readonly { id: string }[]) => events.map(({ id }) => id)

interface Reading {
  query?: Record<string, unknown>
  /** Transactions elsewhere on the server may hold events back: reads until there are this many. */
  least?: number
}

/** Reads on with `after` until there is nothing more for now. */
async function readOn({ call }: TestWorkspace, after: string, { query = {}, least = 0 }: Reading = {}) {
  const events: eventLog.Event[] = []
  for (;;) {
    const page = await call(eventLog.listEvents, { query: { limit: 7, ...query, after } })
    assert.equal(page.nextCursor, page.data.at(-1)?.id ?? after)
    if (page.data.length === 0 && events.length >= least) return { events, after }
    events.push(...page.data)
    after = page.nextCursor ?? after
  }
}

describe('the event log', () => {
  it('is filtered by type, record type and record, newest first or oldest first', async () => {
    const workspace = await (await sharedApp()).workspace()
    const { call } = workspace
    const list = async (query: Record<string, unknown>) => (await call(eventLog.listEvents, { query })).data
    const [one, other] = [
      await call(records.createRecord, { params: contacts, body: { lastName: 'a' } }),
      await call(records.createRecord, { params: contacts, body: { lastName: 'b' } }),
    ]
    await call(records.patchRecord, { params: { ...contacts, id: one.id }, body: { lastName: 'c' } })
    await call(webhooks.createWebhook, { body: { id: 'mine', url: 'https://example.com', events: ['*'] } })

    assert.deepEqual(
      (await list({ type: 'contact.created' })).map(({ record }) => record?.id),
      [other.id, one.id],
    )
    assert.deepEqual(
      (await list({ type: 'contact.created', sort: 'createdAt' })).map(({ record }) => record?.id),
      [one.id, other.id],
    )
    assert.deepEqual(typesOf(await list({ 'type[in]': 'contact.updated,webhook.created' })), [
      'webhook.created',
      'contact.updated',
    ])
    assert.deepEqual(typesOf(await list({ recordType: 'webhook' })), ['webhook.created'])
    assert.deepEqual(typesOf(await list({ recordId: 'mine' })), ['webhook.created'])
    assert.deepEqual(typesOf(await list({ recordType: 'contact', recordId: one.id })), [
      'contact.updated',
      'contact.created',
    ])
    assert.deepEqual(await list({ type: 'contact.created', recordType: 'webhook' }), [])
    const [updated] = await list({ type: 'contact.updated' })
    assert.deepEqual([updated?.changed, updated?.previous], [['lastName'], { lastName: 'a' }])
  })

  it('is filtered by time to the millisecond, both ends included', async () => {
    const clock = testClock()
    await using app = await startApp({ clock })
    const workspace = await app.workspace()
    for (const name of ['a', 'b', 'c']) {
      clock.advance(1_000)
      await appendContact(app, workspace, { name })
    }
    const list = async (query: Record<string, unknown>) =>
      (await workspace.call(eventLog.listEvents, { query: { type: 'contact.created', ...query } })).data
    const [c, b, a] = await list({})
    assert.ok(a && b && c)
    const namesOf = (events: eventLog.Event[]) => events.map(({ data }) => data['name'])
    assert.deepEqual(namesOf(await list({ 'createdAt[gte]': b.createdAt })), ['c', 'b'])
    assert.deepEqual(namesOf(await list({ 'createdAt[lte]': b.createdAt })), ['b', 'a'])
    assert.deepEqual(namesOf(await list({ 'createdAt[gte]': a.createdAt, 'createdAt[lte]': a.createdAt })), ['a'])
    assert.deepEqual(await list({ 'createdAt[lte]': '2001-01-01' }), [])
    assert.deepEqual(await list({ 'createdAt[gte]': '9999-12-31T23:59:59.999Z' }), [])
  })

  it('pages in both orders without a gap', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    for (let n = 0; n < 9; n++) await appendContact(app, workspace, { n })
    for (const sort of ['-createdAt', 'createdAt']) {
      const seen: unknown[] = []
      let cursor: string | undefined
      do {
        const query = { type: 'contact.created', sort, limit: 4, ...(cursor && { cursor }) }
        const page = await workspace.call(eventLog.listEvents, { query })
        assert.equal(page.total, 9)
        seen.push(...page.data.map(({ data }) => data['n']))
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      const inOrder = [0, 1, 2, 3, 4, 5, 6, 7, 8]
      assert.deepEqual(seen, sort === 'createdAt' ? inOrder : inOrder.toReversed())
    }
  })

  it('refuses filters that are none and names the remedy', async () => {
    const { request } = await (await sharedApp()).workspace()
    const id = '01a1fc24-c486-7000-8084-bc766d3ee924'
    const wrong: [query: string, path: string, remedy: RegExp][] = [
      ['tpye=order.created', 'tpye', /"type"/],
      ['recordTyp=order', 'recordTyp', /"recordType"/],
      ['type[gte]=a', 'type[gte]', /eq, in/],
      ['createdAt=2026-01-01', 'createdAt', /gte, lte/],
      ['createdAt[gte]=yesterday', 'createdAt[gte]', /2026-03-01T12:00:00Z/],
      ['type=a&type=b', 'type', /\[in\]/],
      ['recordId=%00', 'recordId', /NUL/],
      ['sort=type', 'sort', /-createdAt/],
      ['cursor=abc', 'cursor', /first page/],
      ['limit=0', 'limit', /at least 1/],
      ['after=abc', 'after', /"start"/],
      [`after=${id}&after=${id}`, 'after', /"start"/],
      [`after=${id}&sort=createdAt`, 'sort', /after/],
      [`after=${id}&cursor=${id}`, 'cursor', /after/],
      [`after=${id}&page=2`, 'page', /after/],
    ]
    for (const [query, path, remedy] of wrong) {
      const { status, body } = await request('GET', `/api/v1/events?${query}`)
      assert.deepEqual([status, body.code, body.issues?.[0]?.path], [400, 'request.invalid', path], query)
      assert.match(body.issues?.[0]?.message ?? '', remedy)
    }
  })

  it('shows nothing of another workspace and nothing to a key without the scope', async () => {
    const app = await sharedApp()
    const [one, other] = [await app.workspace(), await app.workspace()]
    const { id } = await one.call(records.createRecord, { params: contacts, body: { lastName: 'a' } })
    const [event] = (await one.call(eventLog.listEvents, { query: { recordId: id } })).data
    assert.deepEqual((await other.call(eventLog.listEvents, { query: { recordId: id } })).data, [])
    assert.equal(typesOf((await readOn(other, 'start')).events).includes('contact.created'), false)
    const gone = (error: ApiError) => error.code === 'event.position_gone' && error.status === 410
    await assert.rejects(other.call(eventLog.listEvents, { query: { after: event?.id ?? '' } }), gone)
    const { request } = await app.workspace({ scopes: ['events:write'] })
    assert.equal((await request('GET', '/api/v1/events?after=start')).status, 403)
  })

  it('is listed through its indexes', async () => {
    const app = await sharedApp()
    const { id, call } = await app.workspace()
    // Enough of one kind that looking for another through the order of all would be the longer way.
    for (const part of ['a', 'b']) {
      const many = Array.from({ length: 1_000 }, (_, n) => ({ lastName: `${part}${n}` }))
      await call(records.createRecords, { params: contacts, body: { records: many } })
    }
    await withSql(app, (client) => client.query('analyze events'))
    const planOf = (where: string, order = 'order by e.id desc limit 51') =>
      withSql(app, async (client) => {
        await client.query('set role pulse_app; set enable_seqscan = off; set enable_sort = off')
        await client.query(`select set_config('pulse.workspaces', $1, false)`, [`{${id}}`])
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(
          `explain select id from events e where e.workspace_id = '${id}' and ${where} ${order}`,
        )
        return rows.map((row) => row['QUERY PLAN']).join('\n')
      })
    assert.match(await planOf(`e.type = 'contact.deleted'`), /Index Cond: .*type = /)
    assert.match(await planOf(`e.record_id = 'x'`), /Index Cond: .*record_id = /)
    const behind = await planOf(`(e.epoch, e.xid, e.id) > (1, '5', '${id}')`, 'order by e.epoch, e.xid, e.id limit 51')
    assert.match(behind, /Index Cond: .*ROW\(epoch, xid, id\) > /)
  })
})

describe('reading on with after', () => {
  it('starts at the oldest event, goes on from where it ended, and takes filters', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    for (let n = 0; n < 20; n++) await appendContact(app, workspace, { n })
    const { events, after } = await readOn(workspace, 'start', { least: 22 })
    assert.equal(events[0]?.type, 'workspace.created')
    assert.equal(new Set(idsOf(events)).size, events.length)
    await appendContact(app, workspace, { n: 20 })
    assert.deepEqual(
      (await readOn(workspace, after, { least: 1 })).events.map(({ data }) => data['n']),
      [20],
    )
    const filtered = await readOn(workspace, 'start', { query: { type: 'contact.created' }, least: 21 })
    assert.deepEqual(
      filtered.events.map(({ data }) => data['n']),
      Array.from({ length: 21 }, (_, n) => n),
    )
    assert.deepEqual((await readOn(workspace, after, { query: { recordType: 'webhook' } })).events, [])
  })

  it('links to the page behind it and counts nothing, for it has no end', async () => {
    const workspace = await (await sharedApp()).workspace()
    const { request } = workspace
    await readOn(workspace, 'start', { least: 1 })
    const { headers, body } = await request('GET', '/api/v1/events?after=start&limit=1')
    const [event] = body.data as eventLog.Event[]
    assert.match(headers.get('link') ?? '', new RegExp(`after=${event?.id}&limit=1>; rel="next"`))
    assert.equal(headers.get('x-total-count'), null)
  })

  it('refuses an event that is unknown with where to begin again', async () => {
    const { request } = await (await sharedApp()).workspace()
    for (const id of ['01a1fc24-c486-7000-8084-bc766d3ee924', '00000000-0000-0000-0000-000000000000']) {
      const { status, body } = await request('GET', `/api/v1/events?after=${id}`)
      assert.deepEqual([status, body.code], [410, 'event.position_gone'])
      assert.match(String(body['message']), /after=start/)
    }
  })

  it('waits for a transaction with a lower id and then tells its events first', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    const { after } = await readOn(workspace, 'start', { least: 2 })
    const early = await withSql(app, async (client) => {
      await client.query('begin')
      await client.query('select pg_current_xact_id()')
      await appendContact(app, workspace, { name: 'quick' })
      const { events } = await readOn(workspace, after)
      await client.query(
        `insert into events (retention, id, workspace_id, epoch, type, actor_kind, actor_id, actor_name, data)
         values (90, $1, $2, $3, 'contact.created', 'system', 'x', 'x', '{"name":"late"}')`,
        [app.kernel.newId(), workspace.id, app.kernel.epoch()],
      )
      await client.query('commit')
      return events
    })
    assert.deepEqual(early, [])
    const { events } = await readOn(workspace, after, { least: 2 })
    assert.deepEqual(
      events.map(({ data }) => data['name']),
      ['late', 'quick'],
    )
  })

  it('misses and repeats nothing under concurrent writers', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    let { after } = await readOn(workspace, 'start', { least: 2 })
    let isWriting = true
    const writer = async (name: number) => {
      for (let n = 0; n < 40; n++) {
        if (n % 4 === name) await workspace.call(records.createRecord, { params: contacts, body: { lastName: `${n}` } })
        else await appendContact(app, workspace, { n })
      }
    }
    const writing = Promise.all([0, 1, 2, 3, 4, 5].map(writer)).finally(() => (isWriting = false))
    const query = { type: 'contact.created' }
    const read: string[] = []
    while (isWriting) {
      const part = await readOn(workspace, after, { query })
      read.push(...idsOf(part.events))
      after = part.after
    }
    await writing
    read.push(...idsOf((await readOn(workspace, after, { query, least: 240 - read.length })).events))
    const written = await withSql(app, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `select id from events where workspace_id = $1 and type = 'contact.created'`,
        [workspace.id],
      )
      return idsOf(rows)
    })
    assert.equal(written.length, 240)
    assert.equal(read.length, 240)
    assert.deepEqual(read.toSorted(), written.toSorted())
  })
})
