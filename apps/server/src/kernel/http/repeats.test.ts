import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { records } from '@pulse/contract'
import { systemActor, type Actor } from '#kernel/actor'
import { sha256 } from '#kernel/crypto'
import { ProblemError } from '#kernel/problem'
import { startApp, type TestWorkspace } from '#test/app'
import { testClock } from '#test/clock'
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

  it('answers a change that changed nothing as at first, and overwrites nothing that came later', async () => {
    const workspace = await (await sharedApp()).workspace()
    const at = `/api/v1/contacts/${(await contact(workspace)).id}`
    const send = () => workspace.request('PATCH', at, { body: { lastName: 'x' }, headers: { 'idempotency-key': 'k' } })
    const first = await send()
    await workspace.request('PATCH', at, { body: { lastName: 'theirs' } })
    const again = await send()
    assert.deepEqual([again.headers.get('idempotency-replayed'), again.body], ['true', first.body])
    assert.equal((await workspace.request('GET', at)).body['lastName'], 'theirs')
  })

  it('is a new one once the key has expired, whichever door it takes', async () => {
    const clock = testClock()
    await using app = await startApp({ clock })
    const workspace = await app.workspace()
    const headers = { 'idempotency-key': 'k' }
    const send = async (lastName: string) => {
      const made = await workspace.request('POST', '/api/v1/contacts', { body: { lastName }, headers })
      const changed = await workspace.request('PUT', '/api/v1/webhooks/w', {
        body: { ...webhook, name: lastName },
        headers,
      })
      return [made.status, made.body['lastName'], changed.status, changed.body['name']]
    }
    await workspace.request('POST', '/api/v1/webhooks', { body: { ...webhook, id: 'w' } })
    assert.deepEqual(await send('One'), [201, 'One', 200, 'One'])
    clock.advance(24 * 3_600_000 + 1)
    assert.deepEqual(await send('Two'), [201, 'Two', 200, 'Two'])
    assert.deepEqual(await send('Two'), [201, 'Two', 200, 'Two'])
  })

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

describe('requests that race with one key', () => {
  const repeat = (fingerprint: string) => ({
    kind: 'repeat POST /things',
    key: 'k',
    fingerprint: sha256(fingerprint),
    status: 201,
    secret: undefined,
  })

  it('are judged again once they hold it: another may have answered meanwhile', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    const write = (body: string) => {
      const actor: Actor = { ...systemActor(workspace), request: { id: 'r', repeat: repeat(body) } }
      return app.kernel.write(actor, async (_, emit) => emit('contact.created', {}))
    }
    const refusedWith = (code: string) => (error: unknown) => error instanceof ProblemError && error.code === code
    await write('one')
    await assert.rejects(write('one'), refusedWith('request.in_flight'))
    await assert.rejects(write('two'), refusedWith('request.idempotency_reused'))
  })

  it('and with different bodies are taken once, and else told so', async () => {
    const workspace = await (await sharedApp()).workspace()
    const { id } = await contact(workspace)
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          workspace.request('PATCH', `/api/v1/contacts/${id}`, {
            body: { lastName: `${round} ${index % 2}` },
            headers: { 'idempotency-key': `k${round}` },
          }),
        ),
      )
      for (const { status, body } of answers) assert.ok([200, 409, 422].includes(status), `${status} ${body.code}`)
    }
  })
})
