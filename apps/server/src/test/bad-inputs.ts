/** A request that must be refused, and how. */
export interface BadInput {
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

/** Bad input of every kind; most go to the orders of a workspace. */
export const badInputs: readonly BadInput[] = [
  { name: 'an unknown type', path: '/api/v1/unicorns', body: {}, status: 404, code: 'record.type_unknown' },
  {
    name: 'an unknown field',
    body: { orderNumber: '1', custmer: 'x' },
    status: 400,
    code: 'record.invalid',
    issue: 'custmer',
  },
  {
    name: 'the wrong kind',
    body: { orderNumber: '1', orderedAt: 'yesterday' },
    status: 400,
    code: 'record.invalid',
    issue: 'orderedAt',
  },
  {
    name: 'a wrong kind inside a line',
    body: {
      orderNumber: '1',
      lines: [
        { quantity: 1, unitPrice: 1 },
        { quantity: 'two', unitPrice: 1 },
      ],
    },
    status: 400,
    code: 'record.invalid',
    issue: 'lines.1.quantity',
  },
  { name: 'a missing field', body: { channel: 'web' }, status: 400, code: 'record.invalid', issue: 'orderNumber' },
  {
    name: 'an unknown option',
    body: { orderNumber: '1', status: 'lost' },
    status: 400,
    code: 'record.invalid',
    issue: 'status',
  },
  {
    name: 'an impossible currency',
    body: { orderNumber: '1', currency: 'euro', lines: [] },
    status: 400,
    code: 'record.invalid',
    issue: 'currency',
  },
  {
    name: 'a reference to nobody',
    body: { orderNumber: '1', customer: '01a1fc24-c486-7000-8084-bc766d3ee924' },
    status: 400,
    code: 'record.invalid',
    issue: 'customer',
  },
  {
    name: 'a NUL byte',
    text: '{"orderNumber":"a\\u0000b"}',
    status: 400,
    code: 'request.invalid',
    issue: 'orderNumber',
  },
  {
    name: 'a NUL byte deep inside',
    text: '{"orderNumber":"1","lines":[{"sku":"\\u0000"}]}',
    status: 400,
    code: 'request.invalid',
    issue: 'lines.0.sku',
  },
  {
    name: 'half a surrogate pair',
    text: '{"orderNumber":"\\ud800"}',
    status: 400,
    code: 'request.invalid',
    issue: 'orderNumber',
  },
  {
    name: '__proto__',
    text: '{"orderNumber":"1","__proto__":{"admin":true}}',
    status: 400,
    code: 'request.invalid',
    issue: '__proto__',
  },
  {
    name: '__proto__ in escapes',
    text: '{"orderNumber":"1","lines":[{"\\u005f_proto__":1}]}',
    status: 400,
    code: 'request.invalid',
    issue: 'lines.0.__proto__',
  },
  {
    name: 'lines that add up to more than an amount can hold',
    body: { orderNumber: '1', lines: [{ quantity: 1e200, unitPrice: 1e200 }] },
    status: 400,
    code: 'record.invalid',
    issue: 'lines',
  },
  {
    name: '5,000 nested arrays',
    text: `{"orderNumber":${nested(5_000)}}`,
    status: 400,
    code: 'record.invalid',
    issue: 'orderNumber',
  },
  {
    name: '5,000 nested arrays with an Idempotency-Key',
    text: `{"orderNumber":${nested(5_000)}}`,
    headers: { 'idempotency-key': 'deep' },
    status: 400,
    code: 'record.invalid',
    issue: 'orderNumber',
  },
  { name: '5,000 nested arrays as the body', text: nested(5_000), status: 400, code: 'request.invalid' },
  {
    name: 'a body of 2 MB',
    text: JSON.stringify({ orderNumber: '1', notes: 'x'.repeat(2_000_000) }),
    status: 413,
    code: 'request.too_large',
  },
  {
    name: 'text longer than its field',
    body: { orderNumber: 'x'.repeat(1_001) },
    status: 400,
    code: 'record.invalid',
    issue: 'orderNumber',
  },
  { name: 'broken JSON', text: '{"orderNumber":', status: 400, code: 'request.not_json', issue: '' },
  { name: 'a body that is no object', text: '[]', status: 400, code: 'request.invalid' },
  { name: 'no body', status: 400, code: 'request.invalid' },
  {
    name: 'another media type',
    text: '<order/>',
    headers: { 'content-type': 'text/xml' },
    status: 415,
    code: 'request.media_type',
  },
  {
    name: 'an id that is no UUID',
    body: { id: 'mine', orderNumber: '1' },
    status: 400,
    code: 'record.invalid',
    issue: 'id',
  },
  { name: 'an unknown path', path: '/api/v1/orders/1/2/3', body: {}, status: 404, code: 'request.route_unknown' },
  { name: 'a malformed path', path: '/api/v1/%E0%A4%A', body: {}, status: 400, code: 'request.invalid' },
  {
    name: 'a NUL in the path',
    method: 'GET',
    path: '/api/v1/orders/%00',
    status: 400,
    code: 'request.invalid',
    issue: 'id',
  },
  {
    name: 'a damaged cursor',
    method: 'GET',
    path: '/api/v1/orders?cursor=abc',
    status: 400,
    code: 'request.invalid',
    issue: 'cursor',
  },
  {
    name: 'an unknown filter',
    method: 'GET',
    path: '/api/v1/orders?colour=red',
    status: 400,
    code: 'request.invalid',
    issue: 'colour',
  },
  {
    name: 'a NUL in a filter',
    method: 'GET',
    path: '/api/v1/orders?orderNumber=%00',
    status: 400,
    code: 'request.invalid',
    issue: 'orderNumber',
  },
  {
    name: 'a page of nothing',
    method: 'GET',
    path: '/api/v1/orders?limit=0',
    status: 400,
    code: 'request.invalid',
    issue: 'limit',
  },
  {
    name: 'an unknown event',
    path: '/api/v1/webhooks',
    body: { url: 'https://example.com', events: ['order.vanished'] },
    status: 400,
    code: 'webhook.event_unknown',
    issue: 'events.0',
  },
  {
    name: 'a webhook inside a private network',
    path: '/api/v1/webhooks',
    body: { url: 'http://169.254.169.254/', events: ['*'] },
    status: 422,
    code: 'webhook.url_forbidden',
    issue: 'url',
  },
  {
    name: 'a webhook without a web address',
    path: '/api/v1/webhooks',
    body: { url: 'ftp://example.com', events: ['*'] },
    status: 400,
    code: 'request.invalid',
    issue: 'url',
  },
  {
    name: 'no events',
    path: '/api/v1/webhooks',
    body: { url: 'https://example.com', events: [] },
    status: 400,
    code: 'request.invalid',
    issue: 'events',
  },
  {
    name: 'a header that splits the request',
    path: '/api/v1/webhooks',
    body: { url: 'https://example.com', events: ['*'], headers: { 'x-a': 'b\r\nc: d' } },
    status: 400,
    code: 'request.invalid',
    issue: 'headers.x-a',
  },
  {
    name: 'a header that is ours',
    path: '/api/v1/webhooks',
    body: { url: 'https://example.com', events: ['*'], headers: { 'Webhook-Signature': 'v1,x' } },
    status: 400,
    code: 'request.invalid',
    issue: 'headers.Webhook-Signature',
  },
  {
    name: 'a version that is none',
    method: 'DELETE',
    path: '/api/v1/orders/01a1fc24-c486-7000-8084-bc766d3ee924',
    headers: { 'if-match': 'latest' },
    status: 400,
    code: 'request.invalid',
    issue: 'If-Match',
  },
]
