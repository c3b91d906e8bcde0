import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventLog, records, type ApiError } from '@pulse/contract'
import { systemActor } from '#kernel/actor'
import { sharedApp } from '#test/shared'
import { withSql } from '#test/sql'
import { maxSnapshotBytes } from './event.ts'

const orders = { plural: 'orders' }

describe('append', () => {
  it('commits what arrives together in few statements and fails each request alone', async () => {
    const app = await sharedApp()
    const { request, id } = await app.workspace()
    await request('POST', '/api/v1/orders', { body: { orderNumber: 'taken' } })
    const numbers = Array.from({ length: 60 }, (_, index) => (index % 20 === 7 ? 'taken' : `A-${index}`))
    const answers = await Promise.all(
      numbers.map((orderNumber) => request('POST', '/api/v1/orders', { body: { orderNumber } })),
    )
    assert.deepEqual(
      answers.map(({ status }) => status),
      numbers.map((number) => (number === 'taken' ? 409 : 201)),
    )
    assert.deepEqual(answers.find(({ status }) => status === 409)?.body.issues, [
      { path: 'orderNumber', message: 'Another order has this value; it must be unique.' },
    ])
    const counts = await withSql(app, async (client) => {
      const { rows } = await client.query<{ records: string; events: string; transactions: string }>(
        `select (select count(*) from records where workspace_id = $1) as records, count(*) as events, count(distinct xid) as transactions
         from events where workspace_id = $1 and type = 'order.created'`,
        [id],
      )
      return rows[0]
    })
    assert.deepEqual([counts?.records, counts?.events], ['58', '58'])
  })

  it('shares a commit among requests that arrive together, whatever their workspace', async () => {
    const app = await sharedApp()
    const workspaces = [await app.workspace(), await app.workspace()]
    const event = { type: 'contact.created', data: { n: 1 } }
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const { id, retention, timeZone } = workspaces[index % 2] ?? assert.fail('two workspaces')
        return app.kernel.append(systemActor({ id, retention, timeZone }), { events: [event], reply: null })
      }),
    )
    const transactions = await withSql(app, async (client) => {
      const ids = workspaces.map(({ id }) => id)
      const { rows } = await client.query<{ xid: string; workspaces: string }>(
        `select xid::text, count(distinct workspace_id) as workspaces from events where workspace_id = any($1) and type = 'contact.created' group by xid`,
        [ids],
      )
      return rows
    })
    assert.ok(transactions.length <= 2, `${transactions.length} transactions`)
    assert.ok(transactions.some(({ workspaces: count }) => count === '2'))
  })

  it('writes nothing of a batch in which one record is wrong', async () => {
    const { call } = await (await sharedApp()).workspace()
    const bad = call(records.createRecords, {
      params: orders,
      body: { records: [{ orderNumber: '1' }, { orderNumber: 2 }, { orderNumber: '3', colour: 'red' }] },
    })
    await assert.rejects(bad, (error: ApiError) => {
      assert.deepEqual(
        error.issues.map(({ path }) => path),
        ['records.1.orderNumber', 'records.2.colour'],
      )
      return error.code === 'record.invalid'
    })
    const twice = call(records.createRecords, {
      params: orders,
      body: { records: [{ orderNumber: '1' }, { orderNumber: '1' }] },
    })
    await assert.rejects(
      twice,
      (error: ApiError) => error.code === 'record.duplicate' && error.issues[0]?.path === 'records.1.orderNumber',
    )
    assert.equal((await call(records.listRecords, { params: orders, query: {} })).data.length, 0)
    assert.equal((await call(eventLog.listEvents, { query: { type: 'order.created' } })).data.length, 0)
  })

  it('carries a snapshot above the limit as a reference', async () => {
    const { call } = await (await sharedApp()).workspace()
    const description = 'x'.repeat(1_000)
    const lines = Array.from({ length: Math.ceil(maxSnapshotBytes / 1_000) + 1 }, () => ({
      description,
      quantity: 1,
      unitPrice: 1,
    }))
    const order = await call(records.createRecord, { params: orders, body: { orderNumber: 'large', lines } })
    const {
      data: [event],
    } = await call(eventLog.listEvents, { query: { type: 'order.created' } })
    assert.deepEqual(
      { ...event?.data, bytes: undefined },
      { id: order.id, type: 'order', version: 1, tooLarge: true, bytes: undefined },
    )
    assert.equal(
      ((await call(records.readRecord, { params: { ...orders, id: order.id } }))['lines'] as unknown[]).length,
      lines.length,
    )
  })
})

describe('write', () => {
  it('refuses to commit a change that tells of nothing', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    const silent = app.kernel.write(systemActor(workspace), async () => 1)
    await assert.rejects(silent, /must emit/)
    await assert.rejects(
      async () => app.kernel.append(systemActor(workspace), { events: [], reply: null }),
      /must emit/,
    )
  })

  it('keeps nothing of a callback that fails', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    const failing = app.kernel.write(systemActor(workspace), async (tx, emit) => {
      emit('contact.created', {})
      await tx
        .insertInto('keys')
        .values({
          workspace_id: workspace.id,
          kind: 'test',
          key: 'x',
          target: null,
          fingerprint: null,
          answer: null,
          expires_at: null,
        })
        .execute()
      throw new Error('half-way')
    })
    await assert.rejects(failing, /half-way/)
    const left = await app.kernel.db(workspace.id).selectFrom('keys').select('key').where('kind', '=', 'test').execute()
    assert.deepEqual(left, [])
  })

  it('tells changes of one record in the order they happened, though an older transaction changes it last', async () => {
    const app = await sharedApp()
    const { call, id: workspaceId } = await app.workspace()
    const contact = await call(records.createRecord, { params: { plural: 'contacts' }, body: { lastName: 'One' } })
    const at = { params: { plural: 'contacts', id: contact.id } }
    let tries = 0
    // The first transaction takes its id, then waits while a second one changes the record and commits.
    await app.kernel.write(systemActor({ id: workspaceId, retention: 90, timeZone: 'UTC' }), async (tx, emit) => {
      tries++
      await tx
        .insertInto('keys')
        .values({
          workspace_id: workspaceId,
          kind: 'takes an id',
          key: String(tries),
          target: null,
          fingerprint: null,
          answer: null,
          expires_at: null,
        })
        .execute()
      if (tries === 1) await call(records.patchRecord, { ...at, body: { lastName: 'Two' } })
      const { lockRecord, presentRecord, updateRecord } = await import('#features/records/queries')
      const row = await tx
        .selectFrom('object_types')
        .select('id')
        .where('workspace_id', '=', workspaceId)
        .where('name', '=', 'contact')
        .executeTakeFirstOrThrow()
      const type = app.kernel.registry.types.get('contact')
      assert.ok(type)
      const workspaceType = { id: row.id, type, slots: app.kernel.registry.slotsOf(type), filling: [] }
      const actor = systemActor({ id: workspaceId, retention: 90, timeZone: 'UTC' })
      const current = await lockRecord(tx, actor, workspaceType, contact.id)
      assert.ok(current)
      const snapshot = { ...presentRecord(workspaceType, current), lastName: 'Three', version: current.version + 1 }
      await updateRecord(tx, actor, workspaceType, { data: { ...current.data, lastName: 'Three' }, snapshot })
      emit('contact.updated', snapshot, { record: { type: 'contact', id: contact.id, version: snapshot.version } })
    })
    const told = await withSql(app, async (client) => {
      const { rows } = await client.query<{ version: string; name: string }>(
        `select version, data ->> 'lastName' as name from events where workspace_id = $1 and record_id = $2 order by epoch, xid, id`,
        [workspaceId, contact.id],
      )
      return rows.map(({ version, name }) => `${version} ${name}`)
    })
    assert.equal(tries, 2)
    assert.deepEqual(told, ['1 One', '2 Two', '3 Three'])
  })

  it('gives every concurrent change of a record its own version', async () => {
    const { call } = await (await sharedApp()).workspace()
    const { id } = await call(records.createRecord, { params: { plural: 'contacts' }, body: { lastName: '0' } })
    const at = { params: { plural: 'contacts', id } }
    const changed = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        call(records.patchRecord, { ...at, body: { lastName: `name ${index}` } }),
      ),
    )
    assert.deepEqual(
      changed.map(({ version }) => version).sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, index) => index + 2),
    )
    const { data } = await call(eventLog.listEvents, { query: { type: 'contact.updated' } })
    assert.equal(new Set(data.map(({ record }) => record?.version)).size, 20)
  })
})

describe('idempotency keys', () => {
  const post = { headers: { 'idempotency-key': 'once' } }

  it('replay the stored answer under either prefix and refuse another body', async () => {
    const { request, call } = await (await sharedApp()).workspace()
    const first = await request('POST', '/api/v1/orders', { body: { orderNumber: '1' }, ...post })
    const again = await request('POST', '/api/v1/orders', { body: { orderNumber: '1' }, ...post })
    assert.deepEqual([again.status, again.body, again.headers.get('idempotency-replayed')], [201, first.body, 'true'])
    const enveloped = await request('POST', '/api/orders', { body: { orderNumber: '1' }, ...post })
    assert.deepEqual(enveloped.body.data, first.body)
    const other = await request('POST', '/api/v1/orders', { body: { orderNumber: '2' }, ...post })
    assert.deepEqual([other.status, other.body.code], [422, 'request.idempotency_reused'])
    assert.equal((await call(records.listRecords, { params: orders, query: {} })).data.length, 1)
  })

  it('are apart for each path and each actor', async () => {
    const { request } = await (await sharedApp()).workspace()
    const order = await request('POST', '/api/v1/orders', { body: { orderNumber: '1' }, ...post })
    const contact = await request('POST', '/api/v1/contacts', { body: { lastName: 'x' }, ...post })
    assert.deepEqual([order.status, contact.status, contact.headers.get('idempotency-replayed')], [201, 201, null])
  })

  it('let twenty of the same request at once write once', async () => {
    const { request, call } = await (await sharedApp()).workspace()
    const send = () => request('POST', '/api/v1/orders', { body: { orderNumber: 'race' }, ...post })
    const answers = await Promise.all(Array.from({ length: 20 }, send))
    for (const { status, body } of answers)
      assert.ok(status === 201 || (status === 409 && body.code === 'request.in_flight'), `${status} ${body.code}`)
    assert.equal(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body['id'])).size, 1)
    assert.equal((await call(records.listRecords, { params: orders, query: {} })).data.length, 1)
    const change = (index: number) =>
      request('POST', `/api/v1/webhooks`, {
        body: { url: 'https://example.com', events: ['*'] },
        headers: { 'idempotency-key': `w${index % 2}` },
      })
    const made = await Promise.all(Array.from({ length: 10 }, (_, index) => change(index)))
    for (const { status, body } of made) assert.ok(status === 201 || body.code === 'request.in_flight')
    const retried = await change(0)
    assert.equal(retried.headers.get('idempotency-replayed'), 'true')
  })

  it('never replay a secret that is shown once', async () => {
    const { request } = await (await sharedApp()).workspace()
    const send = () =>
      request('POST', '/api/v1/webhooks', { body: { url: 'https://example.com', events: ['*'] }, ...post })
    const [first, again] = [await send(), await send()]
    assert.match(String(first.body['secret']), /^whsec_/)
    assert.equal(again.body['id'], first.body['id'])
    assert.equal('secret' in again.body, false)
  })

  it('store nothing of a refused request', async () => {
    const { request } = await (await sharedApp()).workspace()
    const refused = await request('POST', '/api/v1/orders', { body: { orderNumber: 1 }, ...post })
    const mended = await request('POST', '/api/v1/orders', { body: { orderNumber: '1' }, ...post })
    assert.deepEqual([refused.status, mended.status], [400, 201])
    const bad = await request('POST', '/api/v1/orders', { body: {}, headers: { 'idempotency-key': 'x'.repeat(300) } })
    assert.deepEqual([bad.status, bad.body.issues?.[0]?.path], [400, 'Idempotency-Key'])
  })
})
