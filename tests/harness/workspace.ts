import { join } from 'node:path'
import { createClient, type Call } from '@pulse/contract'
import { dataFolder, enter, startServer, type ServerProcess } from './server.ts'

/** A server of a test's own that can go and come back. */
export interface Server extends AsyncDisposable {
  readonly origin: string
  /** Where the one-time link of its first start leads. */
  readonly setupPath: string
  /** Kills it as a power cut would. */
  kill(): Promise<void>
  /** Starts it again on the same data and the same port. */
  restart(): Promise<void>
}

/** A server with an empty workspace. */
export interface Workspace extends Server {
  readonly key: string
  readonly call: Call
}

export async function startEmpty(): Promise<Server & { first: ServerProcess }> {
  const folder = dataFolder()
  const data = join(folder.path, 'data')
  const first = await startServer({ data })
  const { origin, token } = first
  let server = first
  return {
    first,
    origin,
    setupPath: `/setup#${token}`,
    kill: async () => void (await server.end('SIGKILL')),
    restart: async () => {
      server = await startServer({ data, environment: { PORT: new URL(origin).port } })
    },
    [Symbol.asyncDispose]: async () => {
      await server.end('SIGTERM')
      folder[Symbol.dispose]()
    },
  }
}

export async function startWorkspace(): Promise<Workspace> {
  const { first, ...server } = await startEmpty()
  const { key } = await enter(first)
  return { ...server, key, call: createClient({ baseUrl: server.origin, token: key }) }
}
