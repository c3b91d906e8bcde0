import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { records } from '@pulse/contract'
import type { TestWorkspace } from '#test/app'
import { startReceiver } from '#test/receiver'
import { sharedApp } from '#test/shared'

const schema = { type: 'object' }
const webhook = { url: 'https://example.com', events: ['*'] }
const contact = ({ call }: TestWorkspace) =>
  call(records.createRecord, { params: { plural: 'contacts' }, body: { lastName: 'x' } })

/** Every write there is: how it is prepared, and what is sent. */
const writes: Record<string, (workspace: TestWorkspace) => Promise<[method: string, path: string, body?: unknown]>> = {
  'making a key': async () => ['POST', '/api-keys', { name: 'x', scopes: ['records:read'] }],
  'revoking a key': async ({ request }) => {
    const { body } = await request('POST', '/api/v1/api-keys', { body: { name: 'x', scopes: ['records:read'] } })
    return ['DELETE', `/api-keys/${String(body['id'])}`]
  },
  'declaring an event': async () => ['POST', '/event-types', { name: 'a.b', schema }],
  'deleting an event type': async ({ request }) => {
    await request('POST', '/api/v1/event-types', { body: { name: 'a.b', schema } })
    return ['DELETE', '/event-types/a.b']
  },
  'sending an event': async ({ request }) => {
    await request('POST', '/api/v1/event-types', { body: { name: 'a.b', schema } })
    return ['POST', '/events', { type: 'a.b', data: {} }]
  },
  'sending events': async ({ request }) => {
    await request('POST', '/api/v1/event-types', { body: { name: 'a.b', schema } })
    return ['POST', '/events/batch', { events: [{ type: 'a.b', data: {} }] }]
  },
  'making a webhook': async () => ['POST', '/webhooks', webhook],
  'changing a webhook': async ({ request }) => {
    await request('POST', '/api/v1/webhooks', { body: { ...webhook, id: 'w' } })
    return ['PATCH', '/webhooks/w', { name: 'y' }]
  },
  'replacing a webhook': async ({ request }) => {
    await request('POST', '/api/v1/webhooks', { body: { ...webhook, id: 'w' } })
    return ['PUT', '/webhooks/w', webhook]
  },
  'removing a webhook': async ({ request }) => {
    await request('POST', '/api/v1/webhooks', { body: { ...webhook, id: 'w' } })
    return ['DELETE', '/webhooks/w']
  },
  'making a new secret': async ({ request }) => {
    await request('POST', '/api/v1/webhooks', { body: { ...webhook, id: 'w' } })
    return ['POST', '/webhooks/w/regenerate-secret', {}]
  },
  'making a record': async () => ['POST', '/contacts', { lastName: 'x' }],
  'making records': async () => ['POST', '/contacts/batch', { records: [{ lastName: 'x' }] }],
  'changing a record': async (workspace) => ['PATCH', `/contacts/${(await contact(workspace)).id}`, { lastName: 'y' }],
  'replacing a record': async (workspace) => ['PUT', `/contacts/${(await contact(workspace)).id}`, { lastName: 'y' }],
  'deleting a record': async (workspace) => ['DELETE', `/contacts/${(await contact(workspace)).id}`],
  'asking for sample data': async () => ['POST', '/sample-data', { size: 100, modules: ['messaging'] }],
}

describe('a write repeated with its key', () => {
  for (const [name, prepare] of Object.entries(writes)) {
    it(`answers ${name} as it did at first, less a secret shown once`, async () => {
      const workspace = await (await sharedApp()).workspace()
      const [method, path, body] = await prepare(workspace)
      const send = () => workspace.request(method, `/api/v1${path}`, { body, headers: { 'idempotency-key': 'k' } })
      const { secret: _, key: __, ...first } = (await send()).body
      const again = await send()
      assert.equal(again.headers.get('idempotency-replayed'), 'true')
      assert.deepEqual(again.body, first)
    })
  }

  it('happens again where the docs name no key: a webhook is tested each time', async () => {
    const workspace = await (await sharedApp()).workspace()
    await using receiver = await startReceiver()
    await workspace.request('POST', '/api/v1/webhooks', { body: { ...webhook, id: 'w', url: receiver.url } })
    const send = () => workspace.request('POST', '/api/v1/webhooks/w/test', { headers: { 'idempotency-key': 'k' } })
    const answers = [await send(), await send()]
    for (const { status, body } of answers) assert.deepEqual([status, body['success']], [200, true])
    assert.equal(receiver.received.length, 2)
  })
})
