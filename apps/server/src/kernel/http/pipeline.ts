import { problemsOf, type Endpoint, type Scope } from '@pulse/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../actor.ts'
import { asProblem } from '../db/errors.ts'
import type { Database, Reader } from '../db/kysely.ts'
import { fail, ProblemError } from '../problem.ts'
import type { Repeats, StoredAnswer } from '../spine/repeats.ts'
import { createAnswer } from './answer.ts'
import { parseRequest, versionOf } from './parse.ts'
import { repeatKeyOf } from './repeat-key.ts'
import type { Call } from './serve.ts'

export interface PipelineParts {
  scoped: (workspaceId: string) => Database
  authenticate: (request: FastifyRequest) => Promise<Actor>
  repeats: Repeats
  /** Throws while writes cannot be kept. */
  checkWritable: () => void
  /** Tests: an answer that differs from its schema, or a refusal that was not declared, is an error. */
  strict: boolean
}

export type LooseHandler = (
  call: Call<Actor | undefined> & { params: unknown; query: unknown; body: unknown },
) => Promise<unknown>

/** The way of every request: who, may they, what, was it done before, do it, answer. */
export function createPipeline(parts: PipelineParts, endpoint: Endpoint, handler: LooseHandler) {
  const { status = 200, scope, method, readOnly, repeatable } = endpoint
  const isWrite = method !== 'GET' && !readOnly
  const answer = createAnswer(endpoint)
  const check = createCheck(endpoint)

  return async (request: FastifyRequest, reply: FastifyReply, via: Call<Actor>['via']) => {
    const known = scope === 'public' ? undefined : await authorise(parts, request, scope)
    if (isWrite) parts.checkWritable()
    const actor = known && isWrite && !repeatable ? withRepeatKey(known, request, endpoint) : known
    const db = parts.scoped(actor?.workspace.id ?? '') as unknown as Reader
    const parsed = parseRequest(endpoint, request)
    const perform = async () => {
      const call = { actor, db, ifMatch: versionOf(request), rawBody: request.body, via, ...parsed }
      return { status, body: await handler(call) }
    }
    try {
      const { stored, isReplay } = await onlyOnce(parts.repeats, { db, actor, perform })
      if (parts.strict) check.answer(stored.body)
      return answer(request, reply, { stored, prefix: via.prefix, isReplay })
    } catch (error) {
      const problem = asProblem(error)
      if (parts.strict) check.refusal(problem)
      throw problem
    }
  }
}

interface Attempt {
  db: Reader
  actor: Actor | undefined
  perform: () => Promise<StoredAnswer>
}

/** Answers a repeated request from what is stored, also when the first one finishes while this one runs. */
async function onlyOnce(
  repeats: Repeats,
  { db, actor, perform }: Attempt,
): Promise<{ stored: StoredAnswer; isReplay: boolean }> {
  if (!actor?.request?.repeat) return { stored: await perform(), isReplay: false }
  const before = await repeats.find(db, actor)
  if (before) return { stored: before, isReplay: true }
  try {
    return { stored: await perform(), isReplay: false }
  } catch (error) {
    const meanwhile = await repeats.find(db, actor).catch((failure: unknown) => {
      throw failure instanceof ProblemError ? failure : error
    })
    if (!meanwhile) throw error
    return { stored: meanwhile, isReplay: true }
  }
}

/** Who makes a request, when they may do what it asks. */
export async function authorise(
  { authenticate }: PipelineParts,
  request: FastifyRequest,
  scope: Scope,
): Promise<Actor> {
  const actor = await authenticate(request)
  if (!actor.scopes.has(scope)) {
    fail('auth.scope_missing', { issues: [{ path: 'authorization', message: `Needs the scope ${scope}.` }] })
  }
  return actor
}

function withRepeatKey(actor: Actor, request: FastifyRequest, endpoint: Endpoint): Actor {
  const repeat = repeatKeyOf(request, endpoint, actor)
  return repeat ? { ...actor, request: { id: request.id, repeat } } : actor
}

/** What tests hold every answer against: the contract. */
export function createCheck(endpoint: Endpoint) {
  const allowed = new Set<string>(problemsOf(endpoint))
  return {
    answer: (body: unknown) => void endpoint.reply.parse(body),
    refusal: (problem: unknown) => {
      if (!(problem instanceof ProblemError) || allowed.has(problem.code)) return
      const name = `${endpoint.method} ${endpoint.path}`
      throw new Error(`${name} refused with ${problem.code}, which it does not declare.`, { cause: problem })
    },
  }
}
