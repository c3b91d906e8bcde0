import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { records } from '@pulse/contract'
import { sharedApp } from '#test/shared'

interface Bad {
  name: string
  method?: string
  path?: string
  body?: unknown
  text?: string
  headers?: Record<string, string>
  status: number
  code: string
  /** The first issue's path. */
  issue?: string
}

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

const cases: Bad[] = [
  { name: 'an unknown type', path: '/api/v1/unicorns', body: {}, status: 404, code: 'record.type_unknown' },
  { name: 'an unknown field', body: { orderNumber: '1', custmer: 'x' }, status: 400, code: 'record.invalid', issue: 'custmer' },
  { name: 'the wrong kind', body: { orderNumber: '1', orderedAt: 'yesterday' }, status: 400, code: 'record.invalid', issue: 'orderedAt' },
  { name: 'a wrong kind inside a line', body: { orderNumber: '1', lines: [{ quantity: 1, unitPrice: 1 }, { quantity: 'two', unitPrice: 1 }] }, status: 400, code: 'record.invalid', issue: 'lines.1.quantity' },
  { name: 'a missing field', body: { channel: 'web' }, status: 400, code: 'record.invalid', issue: 'orderNumber' },
  { name: 'an unknown option', body: { orderNumber: '1', status: 'lost' }, status: 400, code: 'record.invalid', issue: 'status' },
  { name: 'an impossible currency', body: { orderNumber: '1', currency: 'euro', lines: [] }, status: 400, code: 'record.invalid', issue: 'currency' },
  { name: 'a reference to nobody', body: { orderNumber: '1', customer: '01a1fc24-c486-7000-8084-bc766d3ee924' }, status: 400, code: 'record.invalid', issue: 'customer' },
  { name: 'a NUL byte', text: '{"orderNumber":"a\\u0000b"}', status: 400, code: 'request.invalid', issue: 'orderNumber' },
  { name: 'a NUL byte deep inside', text: '{"orderNumber":"1","lines":[{"sku":"\\u0000"}]}', status: 400, code: 'request.invalid', issue: 'lines.0.sku' },
  { name: 'half a surrogate pair', text: '{"orderNumber":"\\ud800"}', status: 400, code: 'request.invalid', issue: 'orderNumber' },
  { name: '__proto__', text: '{"orderNumber":"1","__proto__":{"admin":true}}', status: 400, code: 'request.invalid', issue: '__proto__' },
  { name: '__proto__ in escapes', text: '{"orderNumber":"1","lines":[{"\\u005f_proto__":1}]}', status: 400, code: 'request.invalid', issue: 'lines.0.__proto__' },
  { name: '5,000 nested arrays', text: `{"orderNumber":${nested(5_000)}}`, status: 400, code: 'record.invalid', issue: 'orderNumber' },
  { name: '5,000 nested arrays as the body', text: nested(5_000), status: 400, code: 'request.invalid' },
  { name: 'a body of 2 MB', text: JSON.stringify({ orderNumber: '1', notes: 'x'.repeat(2_000_000) }), status: 413, code: 'request.too_large' },
  { name: 'text longer than its field', body: { orderNumber: 'x'.repeat(1_001) }, status: 400, code: 'record.invalid', issue: 'orderNumber' },
  { name: 'broken JSON', text: '{"orderNumber":', status: 400, code: 'request.not_json', issue: '' },
  { name: 'a body that is no object', text: '[]', status: 400, code: 'request.invalid' },
  { name: 'no body', status: 400, code: 'request.invalid' },
  { name: 'another media type', text: '<order/>', headers: { 'content-type': 'text/xml' }, status: 415, code: 'request.media_type' },
  { name: 'an id that is no UUID', body: { id: 'mine', orderNumber: '1' }, status: 400, code: 'record.invalid', issue: 'id' },
  { name: 'an unknown path', path: '/api/v1/orders/1/2/3', body: {}, status: 404, code: 'request.route_unknown' },
  { name: 'a malformed path', path: '/api/v1/%E0%A4%A', body: {}, status: 400, code: 'request.invalid' },
  { name: 'a NUL in the path', method: 'GET', path: '/api/v1/orders/%00', status: 400, code: 'request.invalid', issue: 'id' },
  { name: 'a damaged cursor', method: 'GET', path: '/api/v1/orders?cursor=abc', status: 400, code: 'request.invalid', issue: 'cursor' },
  { name: 'an unknown filter', method: 'GET', path: '/api/v1/orders?colour=red', status: 400, code: 'request.invalid', issue: 'colour' },
  { name: 'a NUL in a filter', method: 'GET', path: '/api/v1/orders?orderNumber=%00', status: 400, code: 'request.invalid', issue: 'orderNumber' },
  { name: 'a page of nothing', method: 'GET', path: '/api/v1/orders?limit=0', status: 400, code: 'request.invalid', issue: 'limit' },
  { name: 'an unknown event', path: '/api/v1/webhooks', body: { url: 'https://example.com', events: ['order.vanished'] }, status: 400, code: 'webhook.event_unknown', issue: 'events.0' },
  { name: 'a webhook inside a private network', path: '/api/v1/webhooks', body: { url: 'http://169.254.169.254/', events: ['*'] }, status: 422, code: 'webhook.url_forbidden', issue: 'url' },
  { name: 'a webhook without a web address', path: '/api/v1/webhooks', body: { url: 'ftp://example.com', events: ['*'] }, status: 400, code: 'request.invalid', issue: 'url' },
  { name: 'no events', path: '/api/v1/webhooks', body: { url: 'https://example.com', events: [] }, status: 400, code: 'request.invalid', issue: 'events' },
  { name: 'a header that splits the request', path: '/api/v1/webhooks', body: { url: 'https://example.com', events: ['*'], headers: { 'x-a': 'b\r\nc: d' } }, status: 400, code: 'request.invalid', issue: 'headers.x-a' },
  { name: 'a header that is ours', path: '/api/v1/webhooks', body: { url: 'https://example.com', events: ['*'], headers: { 'Webhook-Signature': 'v1,x' } }, status: 400, code: 'request.invalid', issue: 'headers.Webhook-Signature' },
  { name: 'a version that is none', method: 'DELETE', path: '/api/v1/orders/01a1fc24-c486-7000-8084-bc766d3ee924', headers: { 'if-match': 'latest' }, status: 400, code: 'request.invalid', issue: 'If-Match' },
]

describe('bad input', () => {
  for (const { name, method = 'POST', path = '/api/v1/orders', status, code, issue, ...sent } of cases) {
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
    const webhook = { id: 'mine', url: 'https://example.com', events: ['*'] }
    assert.equal((await request('POST', '/api/webhooks', { body: webhook })).status, 201)
    const taken = await request('POST', '/api/webhooks', { body: webhook })
    assert.deepEqual([taken.status, taken.body.code], [409, 'webhook.id_taken'])
  })

  it('a word of the path is refused as a chosen id', async () => {
    const { request } = await (await sharedApp()).workspace()
    const answer = await request('POST', '/api/v1/webhooks', { body: { id: 'events', url: 'https://example.com', events: ['*'] } })
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
    assert.equal((await request('GET', '/api/v1/orders', { headers: { 'x-request-id': 'abc-1' } })).headers.get('x-request-id'), 'abc-1')
    const long = await request('GET', '/api/v1/orders', { headers: { 'x-request-id': 'a'.repeat(200) } })
    assert.match(long.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
  })
})
