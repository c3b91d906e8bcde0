import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ApiError, eventLog, webhooks } from '@pulse/contract'
import { sharedApp } from '#test/shared'
import { startReceiver } from '#test/receiver'

describe('webhooks', () => {
  it('deliver an event once it is committed, signed, and log what came of it', async () => {
    const app = await sharedApp()
    await using receiver = await startReceiver(() => ({ status: 200, body: 'thanks' }))
    const { call, request } = await app.workspace()
    const { id } = await call(webhooks.createWebhook, { body: { url: receiver.url, events: ['order.created'] } })
    const order = await request('POST', '/api/v1/orders', { body: { orderNumber: 'W-1' } })
    assert.equal(order.status, 201)
    await receiver.count(1)
    await app.settle()

    const { data } = await call(webhooks.listDeliveries, { params: { id }, query: {} })
    assert.equal(data.length, 1)
    assert.equal(data[0]?.status, 'delivered')
    assert.equal(data[0]?.responseBody, 'thanks')
    const { data: events } = await call(eventLog.listEvents, { query: { type: 'order.created' } })
    assert.equal(receiver.received[0]?.headers['webhook-id'], events[0]?.id)
    const webhook = await call(webhooks.readWebhook, { params: { id } })
    assert.equal(webhook.successCount, 1)
    assert.equal(webhook.successRate, 100)
  })

  it('refuse an event that is not in the catalog and name the nearest', async () => {
    const { call } = await (await sharedApp()).workspace()
    const attempt = call(webhooks.createWebhook, { body: { url: 'https://example.com', events: ['order.createt'] } })
    await assert.rejects(
      attempt,
      (error: ApiError) =>
        error.code === 'webhook.event_unknown' && /order\.created/.test(error.issues[0]?.message ?? ''),
    )
  })

  it('take no secret whose key would be empty, short or not what a library decodes', async () => {
    const { request } = await (await sharedApp()).workspace()
    const bytes = (count: number) => Buffer.alloc(count, 7).toString('base64')
    for (const rest of [
      '!!!!!!!!!!!!!!!!',
      '__________________',
      bytes(23),
      bytes(65),
      bytes(25).replaceAll('=', ''),
    ]) {
      const body = { url: 'https://example.com', events: ['*'], secret: `whsec_${rest}` }
      const answer = await request('POST', '/api/v1/webhooks', { body })
      assert.deepEqual([answer.status, answer.body.issues?.[0]?.path], [400, 'secret'], rest)
    }
  })
})
