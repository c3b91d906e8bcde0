import {
  isPage,
  parseRoute,
  problemsOf,
  type Endpoint,
  type EndpointSpec,
  type Page,
  type Parsed,
  type Reply,
  type Scope,
} from '@pulse/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Actor } from '../actor.ts'
import { asProblem } from '../db/errors.ts'
import type { Database, Reader } from '../db/kysely.ts'
import { fail, ProblemError } from '../problem.ts'
import type { Repeats, StoredAnswer } from '../spine/repeats.ts'
import { issuesOf, textIssues } from './issues.ts'
import { pagingHeaders } from './paging.ts'
import { repeatKeyOf } from './repeat-key.ts'

export type Prefix = '/api/v1' | '/api'

/** What a handler gets besides the parsed request. */
export interface Call<Who> {
  actor: Who
  /** Reads of the actor's workspace; the database hides every other. */
  db: Reader
  /** The version in If-Match: the one the caller saw. */
  ifMatch: number | undefined
  /** The body before names were made canonical: some defaults follow the words a source uses. */
  rawBody: unknown
  /** The route that was used: some defaults follow the path's source. */
  via: { prefix: Prefix; path: string }
}

type Who<Spec extends EndpointSpec> = Spec['scope'] extends 'public' ? undefined : Actor
export type Handler<Spec extends EndpointSpec> = (
  call: Parsed<Spec> & Call<Who<Spec>>,
) => Promise<Reply<Spec>> | Reply<Spec>
/** Binds an endpoint of the contract to its handler under both prefixes and all aliases. */
export type Serve = <Spec extends EndpointSpec>(endpoint: Endpoint<Spec>, handler: Handler<Spec>) => void

export interface ServeParts {
  server: FastifyInstance
  scoped: (workspaceId: string) => Database
  authenticate: (request: FastifyRequest) => Promise<Actor>
  repeats: Repeats
  /** Throws while writes cannot be kept. */
  checkWritable: () => void
  /** Tests: an answer that differs from its schema, or a refusal that was not declared, is an error. */
  strict: boolean
}

const megabyte = 1_048_576
const bodyLimits = { usual: megabyte, bulk: 16 * megabyte }

/** Every route that was served, in the contract's own spelling. */
export type Routes = Set<string>

export function createServe(parts: ServeParts): { serve: Serve; routes: Routes } {
  const routes: Routes = new Set()
  const serve: Serve = (endpoint, handler) => {
    const run = pipeline(parts, endpoint as unknown as Endpoint, handler as unknown as LooseHandler)
    for (const { method, path } of [endpoint, ...(endpoint.aliases ?? []).map(parseRoute)]) {
      routes.add(`${method} ${path}`)
      for (const prefix of ['/api/v1', '/api'] as const) {
        parts.server.route({
          method,
          url: prefix + path,
          bodyLimit: bodyLimits[endpoint.size ?? 'usual'],
          handler: (request, reply) => run(request, reply, { prefix, path }),
        })
      }
    }
  }
  return { serve, routes }
}

type LooseHandler = (
  call: Call<Actor | undefined> & { params: unknown; query: unknown; body: unknown },
) => Promise<unknown>

function pipeline(parts: ServeParts, endpoint: Endpoint, handler: LooseHandler) {
  const { status = 200, scope, method, readOnly, reply: Reply } = endpoint
  const allowed = new Set<string>(problemsOf(endpoint))
  const isWrite = method !== 'GET' && !readOnly
  const respond = responder(endpoint)

  return async (request: FastifyRequest, reply: FastifyReply, via: Call<Actor>['via']) => {
    const actor = scope === 'public' ? undefined : await authorise(parts, request, scope)
    if (isWrite) parts.checkWritable()
    const repeat = isWrite && actor ? repeatKeyOf(request, endpoint, actor) : undefined
    const who = actor && repeat ? { ...actor, request: { id: request.id, repeat } } : actor
    const db: Reader = parts.scoped(actor?.workspace.id ?? '') as never
    const call = {
      actor: who,
      db,
      ifMatch: versionOf(request),
      rawBody: request.body,
      via,
      ...parse(endpoint, request),
    }
    try {
      const stored = who && repeat ? await parts.repeats.find(db, who) : undefined
      if (stored) return respond(request, reply, stored, via.prefix, true)
      const body = await handler(call)
      if (parts.strict) Reply.parse(body)
      return respond(request, reply, { status, body }, via.prefix, false)
    } catch (error) {
      const stored =
        who && repeat && !isReuse(error) ? await parts.repeats.find(db, who).catch(() => undefined) : undefined
      if (stored) return respond(request, reply, stored, via.prefix, true)
      const problem = asProblem(error)
      if (parts.strict && problem instanceof ProblemError && !allowed.has(problem.code)) {
        throw new Error(`${method} ${endpoint.path} refused with ${problem.code}, which it does not declare.`, {
          cause: problem,
        })
      }
      throw problem
    }
  }
}

const isReuse = (error: unknown) => error instanceof ProblemError && error.code === 'request.idempotency_reused'

async function authorise({ authenticate }: ServeParts, request: FastifyRequest, scope: Scope): Promise<Actor> {
  const actor = await authenticate(request)
  if (!actor.scopes.has(scope))
    fail('auth.scope_missing', { issues: [{ path: 'authorization', message: `Needs the scope ${scope}.` }] })
  return actor
}

function parse(
  { params, query, body }: Endpoint,
  request: FastifyRequest,
): { params: unknown; query: unknown; body: unknown } {
  const unstorable = [
    ...textIssues(request.params as Record<string, unknown>),
    ...textIssues(request.query as Record<string, unknown>),
  ]
  if (unstorable.length > 0) fail('request.invalid', { issues: unstorable })
  return {
    params: parsePart(params, request.params),
    query: parsePart(query, request.query),
    body: parsePart(body, request.body),
  }
}

function parsePart(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined
  const result = schema.safeParse(value, { reportInput: true })
  return result.success ? result.data : fail('request.invalid', { issues: issuesOf(result.error, schema) })
}

function versionOf({ headers }: FastifyRequest): number | undefined {
  const given = headers['if-match']
  if (given === undefined || given === '*') return undefined
  const [, version] = /^(?:W\/)?"?(\d{1,15})"?$/.exec(given) ?? []
  return version
    ? Number(version)
    : fail('request.invalid', { issues: [{ path: 'If-Match', message: 'Must be the version you read, such as "3".' }] })
}

/** Sends an answer bare under /api/v1 and in the envelope under /api; lists carry their paging headers under both. */
function responder({ reply: Reply }: Endpoint) {
  const isList = isPage(Reply)
  return (
    request: FastifyRequest,
    reply: FastifyReply,
    { status, body }: StoredAnswer,
    prefix: Prefix,
    isReplay: boolean,
  ) => {
    if (isList)
      reply.headers(
        pagingHeaders(body as Page<unknown>, { url: request.url, query: request.query as Record<string, unknown> }),
      )
    if (isReplay) reply.header('idempotency-replayed', 'true')
    const whole =
      prefix === '/api/v1' ? body : isList ? { success: true, ...(body as object) } : { success: true, data: body }
    return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(whole))
  }
}
