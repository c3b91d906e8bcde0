import { parseRoute, type Endpoint, type EndpointSpec, type Parsed, type Reply } from '@pulse/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../actor.ts'
import type { Reader } from '../db/kysely.ts'
import { createPipeline, type LooseHandler } from './pipeline.ts'
import { createStreamPipeline, type LooseStreamHandler, type ServeStream, type StreamParts } from './serve-stream.ts'

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

type WhoOf<Spec extends EndpointSpec> = Spec['scope'] extends 'public' ? undefined : Actor
export type Handler<Spec extends EndpointSpec> = (
  call: Parsed<Spec> & Call<WhoOf<Spec>>,
) => Promise<Reply<Spec>> | Reply<Spec>

/** Binds an endpoint of the contract to its handler under both prefixes and all aliases. */
export type Serve = <Spec extends EndpointSpec>(endpoint: Endpoint<Spec>, handler: Handler<Spec>) => void

const megabyte = 1_048_576
const bodyLimits = { usual: megabyte, bulk: 16 * megabyte }

type Run = (request: FastifyRequest, reply: FastifyReply, via: Call<Actor>['via']) => Promise<unknown>

export interface Serving {
  serve: Serve
  serveStream: ServeStream
  /** Every route served so far, in the contract's own spelling. */
  routes: ReadonlySet<string>
}

export function createServe(server: FastifyInstance, parts: StreamParts): Serving {
  const routes = new Set<string>()
  const bind = ({ size, stream, aliases = [], ...own }: Endpoint, run: Run) => {
    for (const { method, path } of [own, ...aliases.map(parseRoute)]) {
      routes.add(`${method} ${path}`)
      for (const prefix of ['/api/v1', '/api'] as const) {
        server.route({
          method,
          url: prefix + path,
          bodyLimit: bodyLimits[size ?? 'usual'],
          // A HEAD request would never end.
          exposeHeadRoute: !stream,
          handler: (request, reply) => run(request, reply, { prefix, path }),
        })
      }
    }
  }
  // The pipelines parse by the endpoint's own schemas, which is what the handler's type was made from.
  return {
    serve: (endpoint, handler: unknown) => bind(endpoint, createPipeline(parts, endpoint, handler as LooseHandler)),
    serveStream: (endpoint, handler: unknown) =>
      bind(endpoint, createStreamPipeline(parts, endpoint, handler as LooseStreamHandler)),
    routes,
  }
}
