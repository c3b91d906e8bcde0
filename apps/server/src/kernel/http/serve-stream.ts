import { type Endpoint, type EndpointSpec, type Parsed } from '@pulse/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../actor.ts'
import { asProblem } from '../db/errors.ts'
import type { Reader } from '../db/kysely.ts'
import type { Log } from '../log.ts'
import { fail } from '../problem.ts'
import { parseRequest } from './parse.ts'
import { authorise, createCheck, type PipelineParts } from './pipeline.ts'
import { sendMessages } from './sse.ts'
import type { Streams } from './streams.ts'

/** What the handler of a stream gets besides the parsed request. */
export interface StreamCall {
  actor: Actor
  /** Reads of the actor's workspace; the database hides every other. */
  db: Reader
  /** The id of the last message the caller received before it lost the stream. */
  lastEventId: string | undefined
  /** Aborts when the stream is over. */
  signal: AbortSignal
}

/** Refuses before the stream begins, or answers its messages as text. */
export type StreamHandler<Spec extends EndpointSpec> = (
  call: Parsed<Spec> & StreamCall,
) => Promise<AsyncIterable<string>>

/** Binds a stream of the contract to its handler under both prefixes. */
export type ServeStream = <
  Spec extends EndpointSpec & { scope: Exclude<EndpointSpec['scope'], 'public'>; stream: true },
>(
  endpoint: Endpoint<Spec>,
  handler: StreamHandler<Spec>,
) => void

export type LooseStreamHandler = (
  call: StreamCall & { params: unknown; query: unknown; body: unknown },
) => Promise<AsyncIterable<string>>

export interface StreamParts extends PipelineParts {
  streams: Streams
  log: Log
}

/** The way of a stream: who, may they, what, is there room, begin; then it is written until either side ends it. */
export function createStreamPipeline(parts: StreamParts, endpoint: Endpoint, handler: LooseStreamHandler) {
  const { scope } = endpoint
  if (scope === 'public') throw new Error(`${endpoint.path}: a stream belongs to a workspace.`)
  const check = createCheck(endpoint)

  return async (request: FastifyRequest, reply: FastifyReply) => {
    const recheck = () => authorise(parts, request, scope)
    const actor = await recheck()
    const db = parts.scoped(actor.workspace.id) as unknown as Reader
    const over = new AbortController()
    const stream = { actor, recheck, end: () => over.abort() }
    reply.raw.once('close', stream.end)
    try {
      const parsed = parseRequest(endpoint, request)
      parts.streams.admit(stream)
      const messages = await handler({ actor, db, lastEventId: lastEventId(request), signal: over.signal, ...parsed })
      begin(reply)
      await sendMessages(reply.raw, messages, over.signal).catch((error: unknown) =>
        parts.log.warn({ err: error, requestId: request.id }, 'a stream broke off'),
      )
    } catch (error) {
      const problem = asProblem(error)
      if (parts.strict) check.refusal(problem)
      throw problem
    } finally {
      over.abort()
      parts.streams.release(stream)
    }
  }
}

/** From here on the response is written by hand, with the headers that hooks have set. */
function begin(reply: FastifyReply): void {
  reply.hijack()
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
}

function lastEventId({ headers }: FastifyRequest): string | undefined {
  const given = headers['last-event-id']
  if (given === undefined || given === '') return undefined
  if (typeof given === 'string' && /^[\x21-\x7e]{1,200}$/.test(given)) return given
  return fail('request.invalid', {
    issues: [{ path: 'Last-Event-ID', message: 'Must be the id of the last message received.' }],
  })
}
