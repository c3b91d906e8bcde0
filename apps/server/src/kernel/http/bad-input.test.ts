import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { records } from '@pulse/contract'
import { badInputs } from '#test/bad-inputs'
import { sharedApp } from '#test/shared'

describe('bad input', () => {
  for (const { name, method = 'POST', path = '/api/v1/orders', status, code, issue, ...sent } of badInputs) {
    it(`${name} is a ${status} that names the place, and writes nothing`, async () => {
      const { request, call } = await (await sharedApp()).workspace()
      const answer = await request(method, path, sent)
      assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body))
      assert.equal(answer.body['error'], answer.body['message'])
      assert.equal(answer.body['statusCode'], status)
      assert.equal(answer.body['requestId'], answer.headers.get('x-request-id'))
      if (issue !== undefined) {
        assert.equal(answer.body.issues?.[0]?.path, issue)
        assert.match(answer.body.issues?.[0]?.message ?? '', /\w{2,}/)
      }
      assert.equal((await call(records.listRecords, { params: { plural: 'orders' }, query: {} })).data.length, 0)
    })
  }

  it('a record id that is taken is a 409', async () => {
    const { request } = await (await sharedApp()).workspace()
    const id = '01a1fc24-c486-7000-8084-bc766d3ee924'
    assert.equal((await request('POST', '/api/v1/contacts', { body: { id, lastName: 'x' } })).status, 201)
    const again = await request('POST', '/api/v1/contacts', { body: { id, lastName: 'y' } })
    assert.deepEqual([again.status, again.body.code, again.body.issues?.[0]?.path], [409, 'record.duplicate', 'id'])
    const given = await request('POST', '/api/v1/contacts', { body: { lastName: 'given by Pulse' } })
    const two = [{ lastName: 'free' }, { id: given.body['id'], lastName: 'taken' }]
    const batch = await request('POST', '/api/v1/contacts/batch', { body: { records: two } })
    assert.deepEqual(
      [batch.status, batch.body.code, batch.body.issues?.map(({ path }) => path)],
      [409, 'record.duplicate', ['records.1.id']],
    )
    const webhook = { id: 'mine', url: 'https://example.com', events: ['*'] }
    assert.equal((await request('POST', '/api/webhooks', { body: webhook })).status, 201)
    const taken = await request('POST', '/api/webhooks', { body: webhook })
    assert.deepEqual([taken.status, taken.body.code], [409, 'webhook.id_taken'])
  })

  it('a word of the path is refused as a chosen id', async () => {
    const { request } = await (await sharedApp()).workspace()
    const answer = await request('POST', '/api/v1/webhooks', {
      body: { id: 'events', url: 'https://example.com', events: ['*'] },
    })
    assert.deepEqual([answer.status, answer.body.issues?.[0]?.path], [400, 'id'])
  })

  it('without or with a wrong key is a 401, with too few scopes a 403', async () => {
    const app = await sharedApp()
    const anonymous = await fetch(`${app.baseUrl}/api/v1/orders`)
    assert.deepEqual([anonymous.status, ((await anonymous.json()) as { code: string }).code], [401, 'auth.required'])
    const wrong = await fetch(`${app.baseUrl}/api/v1/orders`, { headers: { authorization: 'Bearer nonsense' } })
    assert.deepEqual([wrong.status, ((await wrong.json()) as { code: string }).code], [401, 'auth.key_invalid'])
    const { request } = await app.workspace({ scopes: ['records:read'] })
    const reader = await request('POST', '/api/v1/orders', { body: { orderNumber: '1' } })
    assert.deepEqual([reader.status, reader.body.code], [403, 'auth.scope_missing'])
    assert.match(reader.body.issues?.[0]?.message ?? '', /records:write/)
  })

  it('carries the caller’s request id, or a new one when it could do harm', async () => {
    const { request } = await (await sharedApp()).workspace()
    assert.equal(
      (await request('GET', '/api/v1/orders', { headers: { 'x-request-id': 'abc-1' } })).headers.get('x-request-id'),
      'abc-1',
    )
    const long = await request('GET', '/api/v1/orders', { headers: { 'x-request-id': 'a'.repeat(200) } })
    assert.match(long.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
  })
})
