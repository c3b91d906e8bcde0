import { isUnavailable } from '#kernel/db/errors'
import { ProblemError } from '#kernel/problem'
import { Refusal } from '#kernel/refusal'
import { UsageError } from './command.ts'
import { commands } from './commands.ts'
import { helpOf, helpOfAll } from './help.ts'
import { findCommand, parseInput } from './parse.ts'
import { print, tell } from './terminal.ts'

/** Runs what a person typed and ends the process: 0 done, 1 it did not work, 2 typed wrongly. */
export async function runPulse(words: readonly string[]): Promise<void> {
  const code = await run(words).catch((error: unknown) => {
    tell(explain(error))
    return error instanceof UsageError ? 2 : 1
  })
  // Pipes are written in the background: what was printed must be out before the end.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
}

async function run(words: readonly string[]): Promise<number> {
  const [first, ...others] = words
  if (first === undefined || first === '--help' || first === '-h' || (first === 'help' && others.length === 0)) {
    print(helpOfAll(commands))
    return 0
  }
  const { command, rest } = findCommand(commands, first === 'help' ? others : words)
  const input = parseInput(command, first === 'help' ? ['--help'] : rest)
  if (!input.flag('help')) return command.run(input)
  print(helpOf(command))
  return 0
}

/** Expected failures are sentences; what nobody expected shows where it came from. */
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} See: pulse --help`
  if (error instanceof Refusal || error instanceof ProblemError) return error.message
  if (!(error instanceof Error)) return String(error)
  if (isUnavailable(error)) return `The database cannot be reached: ${error.message}`
  const { code, hint, syscall } = error as { code?: string; hint?: string; syscall?: string }
  if (syscall) return `${error.message}.`
  return code && hint ? `${error.message}: ${hint}` : (error.stack ?? error.message)
}
