import { join } from 'node:path'
import { after } from 'node:test'
import { createClient, type Call } from '@pulse/contract'
import { dataFolder, enter, startServer, type ServerProcess } from './server.ts'

/** An empty workspace in a server of its own. */
export interface Workspace extends AsyncDisposable {
  readonly origin: string
  readonly key: string
  readonly call: Call
  /** Kills the server as a power cut would. */
  kill(): Promise<void>
  /** Starts it again on the same data and the same port. */
  restart(): Promise<void>
}

export async function startWorkspace(environment: Record<string, string> = {}): Promise<Workspace> {
  const folder = dataFolder()
  const data = join(folder.path, 'data')
  let server: ServerProcess = await startServer({ data, environment })
  const { origin } = server
  const { key } = await enter(server)
  return {
    origin,
    key,
    call: createClient({ baseUrl: origin, token: key }),
    kill: async () => void (await server.end('SIGKILL')),
    restart: async () => {
      server = await startServer({ data, environment: { ...environment, PORT: new URL(origin).port } })
    },
    [Symbol.asyncDispose]: async () => {
      await server.end('SIGTERM')
      folder[Symbol.dispose]()
    },
  }
}

let shared: Promise<Workspace> | undefined

/** The workspace that tests share within their process when they look at nothing but what they made. */
export const sharedWorkspace = (): Promise<Workspace> => (shared ??= startWorkspace())

after(async () => {
  const workspace = await shared
  await workspace?.[Symbol.asyncDispose]()
})
