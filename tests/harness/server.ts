import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, setup, type Call } from '@pulse/contract'

const root = join(import.meta.dirname, '../..')

export interface ServerOptions {
  /** Where the data is; the embedded database when no `databaseUrl` is given. */
  data: string
  databaseUrl?: string
  environment?: Record<string, string>
  uid?: number
  /** The project to run, when it is not this one. */
  project?: string
}

/** Pulse as a process of its own, the way people run it. */
export interface ServerProcess {
  pid: number
  origin: string
  /** The one-time token of a first start. */
  token: string | undefined
  log(): string
  /** Ends it with a signal and waits until it is gone; answers the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts the server and waits until it is ready; throws what it printed when it ends instead. */
export function startServer({
  data,
  databaseUrl = '',
  environment = {},
  uid,
  project = root,
}: ServerOptions): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(project, 'apps/server/src/main.ts')], {
    env: {
      PATH: process.env['PATH'],
      PULSE_DATA: data,
      DATABASE_URL: databaseUrl,
      PORT: '0',
      EGRESS_ALLOW: '127.0.0.0/8',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid }),
  })
  let text = ''
  const gone = new Promise<number | null>((resolve) => child.on('exit', resolve))
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      const [, origin] = /Pulse is ready: (http:\/\/[^\s"]+)/.exec(text) ?? []
      if (origin) resolve(handle(child, { origin, log: () => text, gone }))
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void gone.then((code) => reject(new Error(`The server ended with code ${code}:\n${text}`)))
  })
}

function handle(
  child: ChildProcess,
  { origin, log, gone }: { origin: string; log: () => string; gone: Promise<number | null> },
): ServerProcess {
  return {
    pid: child.pid ?? 0,
    origin,
    token: /\/setup#(\w+)/.exec(log())?.[1],
    log,
    end: (signal) => {
      child.kill(signal)
      return gone
    },
  }
}

/** Uses a first start's link; answers the key and a client with it. */
export async function enter({ origin, token = '' }: ServerProcess): Promise<{ key: string; call: Call }> {
  const { key } = await createClient({ baseUrl: origin })(setup.completeSetup, { body: { token } })
  return { key: key.key ?? '', call: createClient({ baseUrl: origin, token: key.key ?? '' }) }
}

/** A folder of its own that other accounts may enter, gone with the test. */
export function dataFolder(): { path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'pulse-system-'))
  chmodSync(path, 0o755)
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
