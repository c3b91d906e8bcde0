/** An option of a command: `--name` alone, or with a value shown in help by its placeholder. */
export interface Option {
  value?: string
  describe: string
}

/** What a person typed behind the command's name, checked against what it takes. */
export interface Input {
  operands: readonly string[]
  text(option: string): string | undefined
  flag(option: string): boolean
}

/** One command of `pulse`; answers the exit code. */
export interface Command {
  /** One or two words. */
  name: string
  summary: string
  /** As help shows them: `FILE`, or `[FILE]` where it may be left out. */
  operands?: readonly string[]
  options?: Readonly<Record<string, Option>>
  /** What help says below the options. */
  notes?: string
  run(input: Input): Promise<number>
}

/** Options every command takes. */
export const commonOptions: Readonly<Record<string, Option>> = {
  data: { value: 'FOLDER', describe: 'the data folder, instead of PULSE_DATA' },
  help: { describe: 'show this help' },
}

export const optionsOf = ({ options = {} }: Command): Readonly<Record<string, Option>> => ({
  ...options,
  ...commonOptions,
})

/** A command typed wrongly: the message says what was meant, the exit code is 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}
