import assert from 'node:assert/strict'
import { request, type IncomingHttpHeaders } from 'node:http'
import { describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { sharedApp } from '#test/shared'

interface Answer {
  headers: IncomingHttpHeaders
  bytes: Buffer
}

/** What comes over the wire: fetch would unpack it. */
function get(url: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }))
    })
      .on('error', reject)
      .end()
  })
}

describe('large answers', () => {
  it('are packed for whoever takes gzip, and the same for everyone else', async () => {
    const app = await sharedApp()
    const { key } = await app.workspace()
    const authorization = `Bearer ${key}`
    const url = `${app.baseUrl}/api/v1/types`
    const plain = await get(url, { authorization })
    assert.equal(plain.headers['content-encoding'], undefined)
    const packed = await get(url, { authorization, 'accept-encoding': 'br, gzip;q=0.8' })
    assert.equal(packed.headers['content-encoding'], 'gzip')
    assert.equal(packed.headers['vary'], 'accept-encoding')
    assert.equal(Number(packed.headers['content-length']), packed.bytes.length)
    assert.ok(packed.bytes.length < plain.bytes.length / 3)
    assert.deepEqual(JSON.parse(gunzipSync(packed.bytes).toString()), JSON.parse(plain.bytes.toString()))
    const refused = await get(url, { authorization, 'accept-encoding': 'gzip;q=0, br' })
    assert.equal(refused.headers['content-encoding'], undefined)
  })

  it('small ones are left as they are', async () => {
    const app = await sharedApp()
    const { key } = await app.workspace()
    const headers = { authorization: `Bearer ${key}`, 'accept-encoding': 'gzip' }
    const { headers: answered } = await get(`${app.baseUrl}/api/v1/workspace`, headers)
    assert.equal(answered['content-encoding'], undefined)
  })
})
