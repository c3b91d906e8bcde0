import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Starts the bare route in a process of its own, as Pulse is. */
export async function startBare(): Promise<{ origin: string; stop: () => void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-fastify.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const origin = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
  )
  return { origin, stop: () => child.kill() }
}
