import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor } from '../actor.ts'
import type { Database } from '../db/kysely.ts'
import type { Disk } from '../disk.ts'
import type { Log } from '../log.ts'
import { fail } from '../problem.ts'
import type { Repeats } from '../spine/repeats.ts'
import { createServe, type Serving } from './serve.ts'
import { addressOf } from './server.ts'
import { createStreams } from './streams.ts'

/** Finds who makes a request, or nothing when its credentials are not of this kind. */
export type Authenticate = (request: FastifyRequest) => Promise<Actor | undefined>

export interface Http extends Serving {
  /** Where the server listens, as people open it. */
  address: () => string
  /** Adds a kind of credentials. */
  authenticateBy: (authenticate: Authenticate) => void
}

export interface HttpParts {
  scoped: (workspaceId: string) => Database
  repeats: Repeats
  lifecycle: { isStopping: boolean }
  disk: Disk
  log: Log
  strict: boolean
  mostStreams: number
}

/** Everything features need to answer requests, and the ways in which callers sign in. */
export function createHttp(server: FastifyInstance, { lifecycle, disk, mostStreams, ...parts }: HttpParts): Http {
  const ways: Authenticate[] = []
  const authenticate = async (request: FastifyRequest) => {
    for (const way of ways) {
      const actor = await way(request)
      if (actor) return actor
    }
    return fail('auth.required')
  }
  const checkWritable = () => {
    if (lifecycle.isStopping) fail('server.stopping', { retryAfter: 5 })
    disk.checkWritable()
  }
  const streams = createStreams(server, mostStreams)
  return {
    ...createServe(server, { ...parts, authenticate, checkWritable, streams }),
    address: () => addressOf(server),
    authenticateBy: (way) => void ways.push(way),
  }
}
