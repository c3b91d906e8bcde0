import { spawn } from 'node:child_process'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../apps/server/src/cli/main.ts')

export interface CommandOptions {
  environment?: Record<string, string>
  /** What it reads on standard input. */
  input?: Buffer
  /** Called with what it printed so far; may send it a signal. */
  watch?: (printed: string, send: (signal: NodeJS.Signals) => void) => void
}

export interface CommandResult {
  code: number | null
  stdout: Buffer
  /** Both outputs as text. */
  printed: string
  /** Its answer, read as JSON. */
  json(): unknown
}

/** Runs `pulse` the way people do and waits for its end. */
export function pulse(
  words: readonly string[],
  { environment = {}, input, watch }: CommandOptions = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [program, ...words], {
    env: { PATH: process.env['PATH'], DATABASE_URL: '', PORT: '0', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      if (stream === child.stdout) out.push(chunk)
      printed += chunk.toString()
      watch?.(printed, (signal) => child.kill(signal))
    })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((resolve) =>
    child.on('close', (code) => {
      const stdout = Buffer.concat(out)
      resolve({ code, stdout, printed, json: () => JSON.parse(stdout.toString()) as unknown })
    }),
  )
}
