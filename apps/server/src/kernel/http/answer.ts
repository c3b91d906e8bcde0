import { isPage, type Endpoint, type Page } from '@pulse/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { StoredAnswer } from '../spine/repeats.ts'
import { pagingHeaders } from './paging.ts'
import type { Prefix } from './serve.ts'

interface Answering {
  stored: StoredAnswer
  prefix: Prefix
  isReplay: boolean
}

/** Sends an answer bare under /api/v1 and in the envelope under /api; lists carry their paging headers under both. */
export function createAnswer({ reply: schema }: Endpoint) {
  const isList = isPage(schema)
  return (request: FastifyRequest, reply: FastifyReply, { stored: { status, body }, prefix, isReplay }: Answering) => {
    if (isList) {
      const query = request.query as Record<string, unknown>
      reply.headers(pagingHeaders(body as Page<unknown>, { url: request.url, query }))
    }
    if (isReplay) reply.header('idempotency-replayed', 'true')
    reply.code(status).header('content-type', 'application/json; charset=utf-8')
    return reply.send(JSON.stringify(prefix === '/api/v1' ? body : enveloped(body, isList)))
  }
}

function enveloped(body: unknown, isList: boolean): unknown {
  return isList ? { success: true, ...(body as object) } : { success: true, data: body }
}
