import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

const pack = promisify(gzip)
/** Below this many characters the packing costs more than the bytes. */
const leastLength = 8_192
const level = 6

/** Sends large answers packed to whoever takes gzip. */
export function compressAnswers(server: FastifyInstance): void {
  server.addHook<unknown>('onSend', (request, reply, payload, done) => {
    const isLarge = typeof payload === 'string' && payload.length >= leastLength
    if (!isLarge || !/\bgzip\b(?!;q=0(?:[,\s]|$))/.test(String(request.headers['accept-encoding'] ?? ''))) {
      done(null, payload)
      return
    }
    reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding').removeHeader('content-length')
    pack(payload, { level }).then((packed) => done(null, packed), done)
  })
}
