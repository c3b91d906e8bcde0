import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ApiError, eventLog, recordShape, records, type RecordSnapshot } from '@pulse/contract'
import { modules } from '#modules/index'
import { sharedApp } from '#test/shared'
import type { TestWorkspace } from '#test/app'

const refusedWith = (code: string) => (error: ApiError) => {
  assert.ok(error instanceof ApiError)
  assert.equal(error.code, code, JSON.stringify(error.issues))
  return true
}

const eventNames = async ({ call }: TestWorkspace, recordId: string) => {
  const { data } = await call(eventLog.listEvents, { query: { limit: 200 } })
  return data.filter(({ record }) => record?.id === recordId).map(({ type }) => type).reverse()
}

describe('every object type', () => {
  for (const type of modules.flatMap((module) => module.types)) {
    it(`${type.name}: examples are created, read, listed, changed and deleted under both prefixes`, async () => {
      const workspace = await (await sharedApp()).workspace()
      const { call, request } = workspace
      const params = { plural: type.plural }
      const made: RecordSnapshot[] = []
      for (const example of type.examples) made.push(await call(records.createRecord, { params, body: example }))
      const [first, second] = made
      assert.ok(first && second)
      const { Snapshot } = recordShape(type)
      assert.deepEqual(Snapshot.parse(await call(records.readRecord, { params: { ...params, id: first.id } })), first)
      const enveloped = await request('GET', `/api/${type.plural}/${first.id}`)
      assert.deepEqual(enveloped.body, { success: true, data: first })
      const list = await call(records.listRecords, { params, query: {} })
      assert.deepEqual(list.data.map(({ id }) => id), made.map(({ id }) => id).reverse())
      assert.equal(list.total, made.length)

      const field = type.fields.find(({ kind, name }) => kind === 'long_text' || (kind === 'text' && name !== type.title && name !== 'currency'))
      assert.ok(field, 'a text to change')
      const changed = await call(records.patchRecord, { params: { ...params, id: first.id }, body: { [field.name]: 'changed' } })
      assert.deepEqual([changed.version, changed[field.name]], [2, 'changed'])
      await call(records.deleteRecord, { params: { ...params, id: second.id } })
      await assert.rejects(call(records.readRecord, { params: { ...params, id: second.id } }), refusedWith('record.not_found'))
      const names = await eventNames(workspace, first.id)
      assert.equal(names[0], `${type.name}.created`)
      assert.equal(names.at(-1), `${type.name}.updated`)
      assert.equal((await eventNames(workspace, second.id)).at(-1), `${type.name}.deleted`)
    })
  }
})

describe('records', () => {
  it('tell of an update with the snapshot, the changed names and the previous values', async () => {
    const { call } = await (await sharedApp()).workspace()
    const params = { plural: 'contacts' }
    const { id } = await call(records.createRecord, { params, body: { firstName: 'Ada', lastName: 'Byron', email: 'ada@example.com' } })
    await call(records.patchRecord, { params: { ...params, id }, body: { lastName: 'Lovelace', email: null } })
    const { data: [event] } = await call(eventLog.listEvents, { query: { type: 'contact.updated' } })
    assert.deepEqual(event?.changed, ['lastName', 'email'])
    assert.deepEqual(event?.previous, { lastName: 'Byron', email: 'ada@example.com' })
    assert.deepEqual([event?.data['lastName'], event?.data['email'], event?.data['firstName']], ['Lovelace', null, 'Ada'])
    assert.deepEqual(event?.record, { type: 'contact', id, version: 2 })
    assert.equal(event?.actor.name, 'Test key')
  })

  it('follow their status machine: each state entered tells its event, illegal moves are refused', async () => {
    const workspace = await (await sharedApp()).workspace()
    const { call } = workspace
    const params = { plural: 'orders' }
    const order = await call(records.createRecord, { params, body: { orderNumber: '1' } })
    assert.equal(order['status'], 'pending')
    const at = { params: { ...params, id: order.id } }
    await assert.rejects(call(records.patchRecord, { ...at, body: { status: 'completed' } }), (error: ApiError) => {
      assert.match(error.issues[0]?.message ?? '', /cannot move from pending to completed.*confirmed, cancelled/)
      return refusedWith('record.move_illegal')(error)
    })
    await call(records.patchRecord, { ...at, body: { status: 'confirmed' } })
    await call(records.patchRecord, { ...at, body: { status: 'completed' } })
    assert.deepEqual(await eventNames(workspace, order.id), ['order.created', 'order.updated', 'order.updated', 'order.completed'])
    const cancelled = await call(records.createRecord, { params, body: { orderNumber: '2', status: 'cancelled' } })
    assert.deepEqual(await eventNames(workspace, cancelled.id), ['order.created', 'order.cancelled'])
  })

  it('tell what a field chooses: a message came in or went out', async () => {
    const workspace = await (await sharedApp()).workspace()
    const message = await workspace.call(records.createRecord, { params: { plural: 'messages' }, body: { direction: 'inbound' } })
    assert.deepEqual(await eventNames(workspace, message.id), ['message.created', 'message.received'])
  })

  it('write and tell nothing when a change changes nothing', async () => {
    const workspace = await (await sharedApp()).workspace()
    const params = { plural: 'contacts' }
    const { id } = await workspace.call(records.createRecord, { params, body: { lastName: 'Same' } })
    const again = await workspace.call(records.patchRecord, { params: { ...params, id }, body: { lastName: 'Same' } })
    assert.equal(again.version, 1)
    assert.deepEqual(await eventNames(workspace, id), ['contact.created'])
  })

  it('refuse a change made from an older version and name what differs', async () => {
    const { call } = await (await sharedApp()).workspace()
    const params = { plural: 'contacts' }
    const { id } = await call(records.createRecord, { params, body: { lastName: 'One' } })
    await call(records.patchRecord, { params: { ...params, id }, body: { lastName: 'Two' } }, { ifMatch: 1 })
    for (const late of [records.patchRecord, records.replaceRecord]) {
      await assert.rejects(call(late, { params: { ...params, id }, body: { lastName: 'Three' } }, { ifMatch: 1 }), (error: ApiError) => {
        assert.ok(error.issues.some(({ path, message }) => path === 'lastName' && message.includes('"Two"')))
        return refusedWith('record.version_conflict')(error)
      })
    }
    await assert.rejects(call(records.deleteRecord, { params: { ...params, id } }, { ifMatch: 1 }), refusedWith('record.version_conflict'))
  })

  it('are replaced by PUT: what is left out is cleared', async () => {
    const { call } = await (await sharedApp()).workspace()
    const params = { plural: 'contacts' }
    const { id } = await call(records.createRecord, { params, body: { firstName: 'Ada', lastName: 'Byron' } })
    const replaced = await call(records.replaceRecord, { params: { ...params, id }, body: { lastName: 'Lovelace' } })
    assert.deepEqual([replaced['firstName'], replaced['lastName'], replaced.version], [null, 'Lovelace', 2])
  })

  it('give a unique value back when they let go of it', async () => {
    const { call } = await (await sharedApp()).workspace()
    const params = { plural: 'orders' }
    const one = await call(records.createRecord, { params, body: { orderNumber: '1' } })
    const two = await call(records.createRecord, { params, body: { orderNumber: '2' } })
    await assert.rejects(call(records.patchRecord, { params: { ...params, id: two.id }, body: { orderNumber: '1' } }), refusedWith('record.duplicate'))
    await call(records.patchRecord, { params: { ...params, id: one.id }, body: { orderNumber: '3' } })
    await call(records.patchRecord, { params: { ...params, id: two.id }, body: { orderNumber: '1' } })
    await call(records.deleteRecord, { params: { ...params, id: two.id } })
    await call(records.createRecord, { params, body: { orderNumber: '1' } })
  })

  it('of another workspace are not there', async () => {
    const app = await sharedApp()
    const [one, other] = [await app.workspace(), await app.workspace()]
    const params = { plural: 'contacts' }
    const { id } = await one.call(records.createRecord, { params, body: { lastName: 'Private' } })
    for (const endpoint of [records.readRecord, records.deleteRecord]) {
      await assert.rejects(other.call(endpoint, { params: { ...params, id } }), refusedWith('record.not_found'))
    }
    await assert.rejects(other.call(records.patchRecord, { params: { ...params, id }, body: { lastName: 'x' } }), refusedWith('record.not_found'))
    assert.equal((await other.call(records.listRecords, { params, query: {} })).data.length, 0)
    const order = other.call(records.createRecord, { params: { plural: 'tasks' }, body: { title: 'x', contact: id } })
    await assert.rejects(order, refusedWith('record.invalid'))
  })
})

describe('lists', () => {
  const params = { plural: 'orders' }
  const countries = ['Norway', 'Kenya', null, 'Chile']

  async function filled(count: number) {
    const workspace = await (await sharedApp()).workspace()
    const drafts = Array.from({ length: count }, (_, index) => ({
      orderNumber: `N-${String(index).padStart(4, '0')}`,
      country: countries[index % 4],
      currency: 'EUR',
      lines: index % 5 === 0 ? undefined : [{ quantity: 1, unitPrice: (index * 7) % 13 }],
      status: index % 3 === 0 ? 'confirmed' : 'pending',
    }))
    await workspace.call(records.createRecords, { params, body: { records: drafts } })
    return { ...workspace, drafts }
  }

  const walk = async ({ call }: TestWorkspace, query: Record<string, unknown>) => {
    const seen: RecordSnapshot[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { data: RecordSnapshot[]; nextCursor: string | null } = await call(records.listRecords, { params, query: { ...query, ...(cursor && { cursor }) } })
      seen.push(...page.data)
      cursor = page.nextCursor
    }
    return seen
  }

  it('page by cursor through every row once, in order, empty values last, for every kind of sort', async () => {
    const workspace = await filled(60)
    for (const sort of ['createdAt', '-createdAt', 'orderNumber', '-orderNumber', 'country', '-country', 'total', '-total', 'status', 'updatedAt', 'id', 'notes', '-currency']) {
      const seen = await walk(workspace, { sort, limit: 7 })
      assert.equal(new Set(seen.map(({ id }) => id)).size, 60, sort)
      const name = sort.replace('-', '')
      const values = seen.map((row) => (name === 'total' ? ((row['total'] as { amount: number } | null)?.amount ?? null) : (row[name] ?? null)))
      const filledIn = values.filter((value) => value !== null)
      assert.deepEqual(values.slice(0, filledIn.length), filledIn, `${sort}: empty values come last`)
      const sorted = filledIn.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      assert.deepEqual(filledIn, sort.startsWith('-') ? sorted.reverse() : sorted, sort)
    }
  })

  it('filter by what is indexed and by what is not', async () => {
    const workspace = await filled(40)
    const count = async (query: Record<string, unknown>) => (await walk(workspace, { ...query, limit: 200 })).length
    assert.equal(await count({ country: 'Kenya' }), 10)
    assert.equal(await count({ 'country[in]': 'Kenya,Chile' }), 20)
    assert.equal(await count({ country: 'Kenya', status: 'confirmed' }), workspace.drafts.filter((draft) => draft.country === 'Kenya' && draft.status === 'confirmed').length)
    assert.equal(await count({ 'total[gte]': 500, 'total[lte]': 900 }), workspace.drafts.filter(({ lines }) => lines && lines[0] && lines[0].unitPrice >= 5 && lines[0].unitPrice <= 9).length)
    assert.equal(await count({ currency: 'EUR' }), 40)
    assert.equal(await count({ currency: 'USD' }), 0)
    assert.equal(await count({ 'createdAt[gte]': '2020-01-01' }), 40)
  })

  it('find long texts whole though the index keeps only their start', async () => {
    const { call } = await (await sharedApp()).workspace()
    const start = 'x'.repeat(300)
    for (const end of ['a', 'b']) await call(records.createRecord, { params, body: { orderNumber: `${start}${end}` } })
    const { data } = await call(records.listRecords, { params, query: { orderNumber: `${start}b` } })
    assert.deepEqual(data.map((row) => row['orderNumber']), [`${start}b`])
  })

  it('count, number and link their pages', async () => {
    const { request } = await filled(25)
    const answer = await request('GET', '/api/orders?limit=10&page=2&status=pending')
    const pending = 16
    assert.equal(answer.headers.get('x-total-count'), String(pending))
    assert.deepEqual([answer.headers.get('x-page'), answer.headers.get('x-limit')], ['2', '10'])
    assert.equal(answer.headers.get('link'), '</api/orders?limit=10&page=1&status=pending>; rel="first", </api/orders?limit=10&page=1&status=pending>; rel="prev", </api/orders?limit=10&page=2&status=pending>; rel="last"')
    assert.deepEqual([answer.body['success'], (answer.body.data as unknown[]).length, answer.body['total']], [true, 6, pending])
    const first = await request('GET', '/api/v1/orders?limit=10')
    assert.match(first.headers.get('link') ?? '', /rel="next"/)
    assert.equal(Object.keys(first.body).join(), 'data,nextCursor,total')
  })

  it('say that they stopped counting', async () => {
    const workspace = await (await sharedApp()).workspace()
    for (let batch = 0; batch < 11; batch++) {
      const drafts = Array.from({ length: 1_000 }, (_, index) => ({ lastName: `Many ${batch} ${index}` }))
      await workspace.call(records.createRecords, { params: { plural: 'contacts' }, body: { records: drafts } })
    }
    const answer = await workspace.request('GET', '/api/v1/contacts?limit=1')
    assert.deepEqual([answer.headers.get('x-total-count'), answer.body['total']], ['10000+', undefined])
  })
})
