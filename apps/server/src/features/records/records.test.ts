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
  return data
    .filter(({ record }) => record?.id === recordId)
    .map(({ type }) => type)
    .toReversed()
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
      assert.deepEqual(
        list.data.map(({ id }) => id),
        made.map(({ id }) => id).toReversed(),
      )
      assert.equal(list.total, made.length)

      const field = type.fields.find(
        ({ kind, name }) => kind === 'long_text' || (kind === 'text' && name !== type.title && name !== 'currency'),
      )
      assert.ok(field, 'a text to change')
      const changed = await call(records.patchRecord, {
        params: { ...params, id: first.id },
        body: { [field.name]: 'changed' },
      })
      assert.deepEqual([changed.version, changed[field.name]], [2, 'changed'])
      await call(records.deleteRecord, { params: { ...params, id: second.id } })
      await assert.rejects(
        call(records.readRecord, { params: { ...params, id: second.id } }),
        refusedWith('record.not_found'),
      )
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
    const { id } = await call(records.createRecord, {
      params,
      body: { firstName: 'Ada', lastName: 'Byron', email: 'ada@example.com' },
    })
    await call(records.patchRecord, { params: { ...params, id }, body: { lastName: 'Lovelace', email: null } })
    const {
      data: [event],
    } = await call(eventLog.listEvents, { query: { type: 'contact.updated' } })
    assert.deepEqual(event?.changed, ['lastName', 'email'])
    assert.deepEqual(event?.previous, { lastName: 'Byron', email: 'ada@example.com' })
    assert.deepEqual(
      [event?.data['lastName'], event?.data['email'], event?.data['firstName']],
      ['Lovelace', null, 'Ada'],
    )
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
    assert.deepEqual(await eventNames(workspace, order.id), [
      'order.created',
      'order.updated',
      'order.updated',
      'order.completed',
    ])
    const cancelled = await call(records.createRecord, { params, body: { orderNumber: '2', status: 'cancelled' } })
    assert.deepEqual(await eventNames(workspace, cancelled.id), ['order.created', 'order.cancelled'])
  })

  it('tell what a field chooses: a message came in or went out', async () => {
    const workspace = await (await sharedApp()).workspace()
    const message = await workspace.call(records.createRecord, {
      params: { plural: 'messages' },
      body: { direction: 'inbound' },
    })
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
      await assert.rejects(
        call(late, { params: { ...params, id }, body: { lastName: 'Three' } }, { ifMatch: 1 }),
        (error: ApiError) => {
          assert.ok(error.issues.some(({ path, message }) => path === 'lastName' && message.includes('"Two"')))
          return refusedWith('record.version_conflict')(error)
        },
      )
    }
    await assert.rejects(
      call(records.deleteRecord, { params: { ...params, id } }, { ifMatch: 1 }),
      refusedWith('record.version_conflict'),
    )
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
    await assert.rejects(
      call(records.patchRecord, { params: { ...params, id: two.id }, body: { orderNumber: '1' } }),
      refusedWith('record.duplicate'),
    )
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
    await assert.rejects(
      other.call(records.patchRecord, { params: { ...params, id }, body: { lastName: 'x' } }),
      refusedWith('record.not_found'),
    )
    assert.equal((await other.call(records.listRecords, { params, query: {} })).data.length, 0)
    const order = other.call(records.createRecord, { params: { plural: 'tasks' }, body: { title: 'x', contact: id } })
    await assert.rejects(order, refusedWith('record.invalid'))
  })
})
