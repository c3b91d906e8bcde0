import type { FastifyInstance } from 'fastify'
import type { Actor } from '../actor.ts'
import { fail, ProblemError } from '../problem.ts'

/** This often each open stream is asked whether its caller may still have it. */
const recheckMs = 1_000

/** One stream that is open, and who reads it. */
export interface OpenStream {
  actor: Actor
  /** Refuses when the caller's credentials no longer open it. */
  recheck: () => Promise<unknown>
  end: () => void
}

/** The streams that are open in this process. */
export interface Streams {
  /** Refuses when the workspace has as many as it may, or the server is on its way out. */
  admit(stream: OpenStream): void
  release(stream: OpenStream): void
}

/** Ends streams whose caller was shut out, and all of them before the server closes. */
export function createStreams(server: FastifyInstance, mostOfWorkspace: number): Streams {
  const open = new Map<string, Set<OpenStream>>()
  const all = () => [...open.values()].flatMap((some) => [...some])
  let isClosing = false

  const timer = setInterval(() => {
    for (const stream of all()) {
      // While the database does not answer nobody can tell; a refusal is an answer.
      stream.recheck().catch((error: unknown) => error instanceof ProblemError && error.status < 500 && stream.end())
    }
  }, recheckMs)
  timer.unref()

  server.addHook('preClose', async () => {
    isClosing = true
    clearInterval(timer)
    for (const stream of all()) stream.end()
  })

  return {
    admit: (stream) => {
      if (isClosing) fail('server.stopping', { retryAfter: 5 })
      const { id } = stream.actor.workspace
      const some = open.get(id) ?? new Set()
      if (some.size >= mostOfWorkspace) fail('stream.limit_reached', { retryAfter: 5 })
      open.set(id, some.add(stream))
    },
    release: (stream) => {
      const { id } = stream.actor.workspace
      const some = open.get(id)
      some?.delete(stream)
      if (some?.size === 0) open.delete(id)
    },
  }
}
