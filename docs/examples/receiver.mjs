// A webhook receiver in twenty lines: verifies each request when it knows the secret, and prints it.
// node docs/examples/receiver.mjs [port] [whsec_…]
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const [port = '4000', secret = ''] = process.argv.slice(2)

function isSigned(headers, body) {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(content).digest('base64')}`)
  const given = String(headers['webhook-signature'])
    .split(' ')
    .map((one) => Buffer.from(one))
  return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected))
}

createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const accepted = secret === '' || isSigned(request.headers, body)
  console.log(accepted ? JSON.parse(body) : 'refused: the signature does not fit')
  response.writeHead(accepted ? 204 : 401).end()
}).listen(Number(port), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${port}`))
