import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventLog, webhooks, type ApiError } from '@pulse/contract'
import { startReceiver } from '#test/receiver'
import { sharedApp } from '#test/shared'
import { withSql } from '#test/sql'

const mask = webhooks.headerMask
const token = 'Bearer s3cret-token'
const draft = (url: string) => ({
  url,
  events: ['*'],
  format: 'standard' as const,
  headers: { Authorization: token, 'X-Team': 'blue' },
})

describe('values of a webhook’s own headers', () => {
  it('are sent, and stand in no answer, no event and no row', async () => {
    const app = await sharedApp()
    await using receiver = await startReceiver()
    const { call, request, id: workspaceId } = await app.workspace()
    const { id } = await call(webhooks.createWebhook, { body: draft(receiver.url) })
    await call(webhooks.patchWebhook, { params: { id }, body: { name: 'Renamed' } })
    await call(webhooks.replaceWebhook, { params: { id }, body: draft(receiver.url) })
    await receiver.count(2)
    assert.deepEqual(
      receiver.received.map(({ headers }) => [headers['authorization'], headers['x-team']]),
      [
        [token, 'blue'],
        [token, 'blue'],
      ],
    )
    const webhook = await call(webhooks.readWebhook, { params: { id } })
    assert.deepEqual(webhook.headers, { Authorization: mask, 'X-Team': mask })
    const rows = await withSql(
      app,
      async (client) => (await client.query('select * from webhooks where workspace_id = $1', [workspaceId])).rows,
    )
    assert.equal(rows.length, 1)
    await call(webhooks.deleteWebhook, { params: { id } })
    const told = await request('GET', '/api/v1/events')
    const seen = JSON.stringify([told.body, rows, receiver.received.map(({ body }) => body)])
    assert.equal(seen.includes('s3cret'), false)
    assert.equal(seen.includes('Authorization'), true)
  })

  it('stay when the mask is sent back, are replaced one by one, and tell that they changed', async () => {
    const app = await sharedApp()
    await using receiver = await startReceiver()
    const { call } = await app.workspace()
    const { id } = await call(webhooks.createWebhook, { body: draft(receiver.url) })
    await call(webhooks.patchWebhook, { params: { id }, body: { headers: { Authorization: mask, 'X-Team': mask } } })
    await call(webhooks.patchWebhook, { params: { id }, body: { headers: { Authorization: mask, 'X-Team': 'red' } } })
    await receiver.count(2)
    await app.settle()
    assert.ok(receiver.received.every(({ headers }) => headers['authorization'] === token))
    assert.ok(receiver.received.some(({ headers }) => headers['x-team'] === 'red'))
    const { data } = await call(eventLog.listEvents, { query: { type: 'webhook.updated' } })
    assert.deepEqual(
      data.map(({ changed }) => changed),
      [['headers'], []],
    )
    assert.deepEqual(data[0]?.previous, { headers: { Authorization: mask, 'X-Team': mask } })
  })

  it('are refused where a mask has nothing to keep', async () => {
    const { call } = await (await sharedApp()).workspace()
    const body = { ...draft('https://example.com'), headers: { Authorization: mask } }
    await assert.rejects(call(webhooks.createWebhook, { body }), (error: ApiError) => {
      assert.deepEqual([error.code, error.issues[0]?.path], ['request.invalid', 'headers.Authorization'])
      return true
    })
  })

  it('that an older version stored plain are sent, hidden, and sealed when they are written again', async () => {
    const app = await sharedApp()
    await using receiver = await startReceiver()
    const { call, id: workspaceId } = await app.workspace()
    const { id } = await call(webhooks.createWebhook, { body: draft(receiver.url) })
    const stored = (change = '') =>
      withSql(app, async (client) => {
        if (change)
          await client.query(`update webhooks set headers = $2 where workspace_id = $1`, [workspaceId, change])
        const { rows } = await client.query('select headers from webhooks where workspace_id = $1', [workspaceId])
        return JSON.stringify(rows)
      })
    assert.match(await stored(JSON.stringify({ Authorization: token })), /s3cret/)
    assert.deepEqual((await call(webhooks.readWebhook, { params: { id } })).headers, { Authorization: mask })
    await call(webhooks.patchWebhook, { params: { id }, body: { headers: { Authorization: mask } } })
    await receiver.count(1)
    assert.equal(receiver.received[0]?.headers['authorization'], token)
    assert.doesNotMatch(await stored(), /s3cret/)
  })
})
