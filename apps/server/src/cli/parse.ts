import { parseArgs } from 'node:util'
import { didYouMean } from '@pulse/contract'
import { optionsOf, UsageError, type Command, type Input } from './command.ts'

/** The command that some words name, with the words behind it. */
export function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): { command: Command; rest: readonly string[] } {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ')
    const command = commands.find((one) => one.name === name)
    if (command) return { command, rest: words.slice(length) }
  }
  const [first = '', second = ''] = words
  const group = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name)
  if (group.length > 0) throw new UsageError(`There is no command "${first} ${second}"; there is: ${group.join(', ')}.`)
  throw new UsageError(
    `There is no command "${first}".${didYouMean(
      first,
      commands.map(({ name }) => name),
    )}`,
  )
}

/** Checks the words behind a command against what it takes. */
export function parseInput(command: Command, words: readonly string[]): Input {
  const known = optionsOf(command)
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' } as const]),
  )
  const { values, positionals, tokens } = parseArgs({
    args: [...words],
    options: { ...options, help: { type: 'boolean', short: 'h' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const option = known[token.name] ?? refuseOption(command, token.rawName)
    if (option.value && !token.value)
      throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value}.`)
    if (!option.value && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value.`)
  }
  if (values['help'] !== true) checkOperands(command, positionals)
  return {
    operands: positionals,
    text: (name) => {
      const value = values[name]
      return typeof value === 'string' ? value : undefined
    },
    flag: (name) => values[name] === true,
  }
}

function refuseOption(command: Command, typed: string): never {
  const names = Object.keys(optionsOf(command)).map((name) => `--${name}`)
  throw new UsageError(`pulse ${command.name} has no option ${typed}.${didYouMean(typed, names)}`)
}

function checkOperands({ name, operands = [] }: Command, given: readonly string[]): void {
  const missing = operands.slice(given.length).find((operand) => !operand.startsWith('['))
  if (missing) throw new UsageError(`pulse ${name} needs ${missing}.`)
  const takesMore = operands.at(-1)?.includes('…') ?? false
  const extra = takesMore ? undefined : given[operands.length]
  if (extra !== undefined) throw new UsageError(`pulse ${name} does not know what to do with "${extra}".`)
}
