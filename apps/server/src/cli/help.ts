import { commonOptions, type Command, type Option } from './command.ts'

const usage = ({ name, operands = [] }: Command) => ['pulse', name, ...operands].join(' ')

/** Rows of two columns, the first as wide as its longest. */
function columns(rows: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}

export function helpOfAll(commands: readonly Command[]): string {
  const rows = commands.map((command) => [usage(command), command.summary] as const)
  return [
    'Usage: pulse COMMAND [OPTIONS]',
    columns(rows),
    'pulse COMMAND --help tells more. Every command reads the same settings as the server: PULSE_DATA, DATABASE_URL, …',
  ].join('\n\n')
}

export function helpOf(command: Command): string {
  const rows = (options: Readonly<Record<string, Option>>) =>
    Object.entries(options).map(
      ([name, { value, describe }]) => [`--${name}${value ? ` ${value}` : ''}`, describe] as const,
    )
  return [
    `Usage: ${usage(command)} [OPTIONS]`,
    `${command.summary}.`,
    columns([...rows(command.options ?? {}), ...rows(commonOptions)]),
    ...(command.notes ? [command.notes] : []),
  ].join('\n\n')
}
