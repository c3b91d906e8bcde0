import { gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** Below this many characters the packing costs more than the bytes. */
const leastLength = 8_192
const level = 6

/** Sends large answers packed to whoever takes gzip. */
export function compressAnswers(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    const isLarge = typeof payload === 'string' && payload.length >= leastLength
    if (!isLarge || !/\bgzip\b(?!;q=0(?:[,\s]|$))/.test(request.headers['accept-encoding'] ?? '')) {
      done(null, payload)
      return
    }
    reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding').removeHeader('content-length')
    gzip(payload, { level }, done)
  })
}
