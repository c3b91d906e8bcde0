import { randomUUID } from 'node:crypto'
import Fastify, {
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { sha256 } from '../crypto.ts'
import { asProblem } from '../db/errors.ts'
import type { Log } from '../log.ts'
import { fail, problemBody, ProblemError } from '../problem.ts'
import { parseBody } from './body.ts'
import { compressAnswers } from './compress.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the body's bytes, when the request carries an Idempotency-Key: parsed JSON may nest too deep to be printed again. */
    bodyHash: Buffer | null
  }
}

/** The HTTP server with Pulse's rules for ids, bodies and errors; routes come from the features. */
export function createServer(log: Log): FastifyInstance {
  const server = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    forceCloseConnections: 'idle',
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    keepAliveTimeout: 75_000,
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 500, caseSensitive: true, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => answerError(log, { error, request, reply }),
    // No logger for each request: most requests log nothing.
    childLoggerFactory: (logger) => logger,
  }) as unknown as FastifyInstance
  server.removeAllContentTypeParsers()
  server.decorateRequest('bodyHash', null)
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      if (request.headers['idempotency-key'] !== undefined) request.bodyHash = sha256(body)
      done(null, parseBody(body as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  compressAnswers(server)
  if (log.isLevelEnabled('debug')) {
    server.addHook('onResponse', (request, reply, done) => {
      log.debug({ ...describe(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request')
      done()
    })
  }
  server.setNotFoundHandler(() => fail('request.route_unknown'))
  server.setErrorHandler<FastifyError>((error, request, reply) => answerError(log, { error, request, reply }))
  return server
}

/** Where the server listens, as a person would open it. */
export function addressOf({ server }: FastifyInstance): string {
  const address = server.address()
  if (address === null || typeof address === 'string') return ''
  const isAny = address.address === '0.0.0.0' || address.address === '::'
  const host = address.address.includes(':') ? `[${address.address}]` : address.address
  return `http://${isAny ? 'localhost' : host}:${address.port}`
}

/** A caller's own id when it is short and harmless, else a new one. */
function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w.:/+=-]{1,128}$/.test(given) ? given : randomUUID()
}

/** The trace id of a W3C traceparent header. */
function traceId(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' ? /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(given)?.[1] : undefined
}

/** What the log says of a request; built only when there is something to say. */
function describe({ id, method, url, headers }: FastifyRequest) {
  const trace = traceId(headers['traceparent'])
  return { requestId: id, method, path: url.split('?')[0], ...(trace && { traceId: trace }) }
}

function answerError(
  log: Log,
  { error, request, reply }: { error: FastifyError | Error; request: FastifyRequest; reply: FastifyReply },
) {
  const problem = toProblem(error)
  if (problem.status === 500) log.error({ ...describe(request), err: error }, 'request failed')
  else if (problem.status === 503) log.warn({ ...describe(request), err: error.cause ?? error }, problem.code)
  // Set here too: a request the framework refuses never reaches the hooks.
  reply.header('x-request-id', request.id)
  if (problem.retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(problem.retryAfter)))
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply.code(problem.status).send(problemBody(problem, request.id))
}

function toProblem(thrown: FastifyError | Error): ProblemError {
  const error = asProblem(thrown)
  if (error instanceof ProblemError) return error
  const { code, statusCode = 500 } = error as FastifyError
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ProblemError('request.too_large')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new ProblemError('request.media_type')
  if (statusCode >= 400 && statusCode < 500) {
    return new ProblemError('request.invalid', { issues: [{ path: 'request', message: (error as Error).message }] })
  }
  return new ProblemError('internal', { cause: error })
}
