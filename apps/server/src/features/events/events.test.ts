import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventLog, eventTypes, webhooks, type ApiError } from '@pulse/contract'
import { startReceiver } from '#test/receiver'
import { sharedApp } from '#test/shared'
import { compileSchema } from './schema/compile.ts'

const schema = {
  type: 'object',
  properties: { cart: { type: 'string' }, items: { type: 'integer', minimum: 1 } },
  required: ['cart'],
  additionalProperties: false,
}
const declaration = {
  name: 'checkout.started',
  description: 'Someone went to the till.',
  schema,
  sample: { cart: 'c1', items: 2 },
}
const refusedWith = (code: string, path?: string) => (error: ApiError) => {
  assert.deepEqual(
    [error.code, ...(path === undefined ? [] : [error.issues[0]?.path])],
    [code, ...(path === undefined ? [] : [path])],
    JSON.stringify(error.issues),
  )
  return true
}

describe('events of one’s own', () => {
  it('are declared, sent singly and in batches, and delivered', async () => {
    const app = await sharedApp()
    await using receiver = await startReceiver()
    const { call } = await app.workspace()
    await call(eventTypes.declareEventType, { body: declaration })
    await call(webhooks.createWebhook, { body: { url: receiver.url, events: ['checkout.*'], format: 'standard' } })
    const one = await call(eventTypes.sendEvent, { body: { type: 'checkout.started', data: { cart: 'a' } } })
    const { data: many } = await call(eventTypes.sendEvents, {
      body: {
        events: [
          { type: 'checkout.started', data: { cart: 'b' } },
          { type: 'checkout.started', data: { cart: 'c', items: 3 } },
        ],
      },
    })
    await receiver.count(3)
    assert.deepEqual(
      receiver.received.map(({ headers }) => String(headers['webhook-id'])).sort(),
      [one.id, ...many.map(({ id }) => id)].sort(),
    )
    const event = await call(eventLog.readEvent, { params: { id: one.id } })
    assert.deepEqual(
      [event.type, event.data, event.createdAt, event.record],
      ['checkout.started', { cart: 'a' }, one.createdAt, null],
    )
  })

  it('must be declared and fit their schema, all of a batch or none', async () => {
    const { call } = await (await sharedApp()).workspace()
    await assert.rejects(
      call(eventTypes.sendEvent, { body: { type: 'checkout.started', data: {} } }),
      refusedWith('event.type_unknown', 'type'),
    )
    await call(eventTypes.declareEventType, { body: declaration })
    await assert.rejects(
      call(eventTypes.sendEvent, { body: { type: 'checkout.started', data: { cart: 1 } } }),
      refusedWith('event.invalid', 'data.cart'),
    )
    const batch = [
      { type: 'checkout.started', data: { cart: 'a' } },
      { type: 'checkout.started', data: { cart: 'b', items: 0 } },
    ]
    await assert.rejects(
      call(eventTypes.sendEvents, { body: { events: batch } }),
      refusedWith('event.invalid', 'events.1.data.items'),
    )
    const large = { cart: 'x'.repeat(300_000) }
    await assert.rejects(
      call(eventTypes.sendEvent, { body: { type: 'checkout.started', data: large } }),
      refusedWith('event.invalid', 'data'),
    )
    assert.equal((await call(eventLog.listEvents, { query: { type: 'checkout.started' } })).data.length, 0)
  })

  it('with the sender’s own id are taken once', async () => {
    const { call } = await (await sharedApp()).workspace()
    await call(eventTypes.declareEventType, { body: declaration })
    const send = () =>
      call(eventTypes.sendEvent, { body: { type: 'checkout.started', data: { cart: 'a' }, externalId: 'till-7' } })
    const results = await Promise.allSettled(Array.from({ length: 8 }, send))
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    await assert.rejects(send(), refusedWith('event.duplicate', 'externalId'))
  })

  it('cannot take a name of the catalog, a schema that is none, or a sample that does not fit', async () => {
    const { call } = await (await sharedApp()).workspace()
    const declare = (change: object) => call(eventTypes.declareEventType, { body: { ...declaration, ...change } })
    await assert.rejects(declare({ name: 'order.created' }), refusedWith('event.type_taken', 'name'))
    await assert.rejects(declare({ name: 'Checkout' }), refusedWith('request.invalid', 'name'))
    await assert.rejects(declare({ schema: { type: 'banana' } }), refusedWith('request.invalid', 'schema'))
    await assert.rejects(declare({ sample: { cart: 7 } }), refusedWith('request.invalid', 'sample.cart'))
    await declare({})
    await assert.rejects(declare({}), refusedWith('event.type_taken', 'name'))
  })

  it('stand in the catalog beside the others and leave it when they are deleted', async () => {
    const app = await sharedApp()
    const [{ call }, other] = [await app.workspace(), await app.workspace()]
    await call(eventTypes.declareEventType, { body: declaration })
    const catalog = await call(eventTypes.listEventTypes, {})
    const order = catalog.find(({ name }) => name === 'order.created')
    assert.equal(order?.source, 'module')
    assert.ok('orderNumber' in (order?.sample ?? {}) && 'properties' in (order?.schema ?? {}))
    assert.deepEqual(
      catalog.filter(({ source }) => source === 'custom').map(({ name }) => name),
      ['checkout.started'],
    )
    assert.equal(
      (await other.call(eventTypes.listEventTypes, {})).some(({ source }) => source === 'custom'),
      false,
    )
    await assert.rejects(
      other.call(eventTypes.deleteEventType, { params: { name: 'checkout.started' } }),
      refusedWith('event.type_not_found'),
    )
    await call(eventTypes.deleteEventType, { params: { name: 'checkout.started' } })
    await assert.rejects(
      call(eventTypes.sendEvent, { body: { type: 'checkout.started', data: { cart: 'a' } } }),
      refusedWith('event.type_unknown'),
    )
  })
})

describe('the event catalog', () => {
  it('shows a sample of every event that fits its schema, and states as the event leaves them', async () => {
    const app = await sharedApp()
    for (const { name, data, sample } of app.kernel.registry.catalog.values()) {
      assert.deepEqual(data.safeParse(sample).error?.issues, undefined, name)
      assert.ok(Object.keys(sample).length > 0, name)
    }
    const { call } = await app.workspace()
    const catalog = await call(eventTypes.listEventTypes, {})
    for (const type of catalog) assert.deepEqual(compileSchema(type.schema)(type.sample), [], type.name)
    const sampleOf = (wanted: string) => catalog.find(({ name }) => name === wanted)?.sample
    assert.equal(sampleOf('order.completed')?.['status'], 'completed')
    assert.deepEqual(sampleOf('order.created')?.['total'], { amount: 11_560, currency: 'EUR' })
    assert.equal(sampleOf('webhook.created')?.['name'], 'Accounting')
  })
})
