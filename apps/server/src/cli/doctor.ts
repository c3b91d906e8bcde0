import { readSettings } from '#kernel/config'
import type { Kernel } from '#kernel/kernel'
import { openBeside } from '../app.ts'
import type { Command, Input } from './command.ts'
import { problem, type Finding, type Patient } from './doctor/check.ts'
import { checks } from './doctor/checks.ts'
import { configOf } from './settings.ts'
import { many, print } from './terminal.ts'

export const doctor: Command = {
  name: 'doctor',
  summary: 'look at what a production server needs, and say what to do; ends with 1 when there is a problem',
  options: { json: { describe: 'answer as JSON' } },
  async run(input) {
    const { kernel, trouble } = await open(input)
    try {
      const patient = { ...readSettings(undefined, input.text('data')), kernel, trouble, nowMs: Date.now() }
      const findings = await Promise.all(
        checks.map(async (check) => ({ name: check.name, ...(await examine(check, patient)) })),
      )
      print(input.flag('json') ? JSON.stringify({ checks: findings }, null, 2) : sheet(findings))
      return findings.some(({ state }) => state === 'problem') ? 1 : 0
    } finally {
      await kernel?.close()
    }
  },
}

async function open(input: Input): Promise<{ kernel: Kernel | undefined; trouble: string }> {
  try {
    return { kernel: await openBeside(configOf(input)), trouble: '' }
  } catch (error) {
    return { kernel: undefined, trouble: error instanceof Error ? error.message : String(error) }
  }
}

/** A check that fails is a finding too: the others go on. */
async function examine({ look }: (typeof checks)[number], patient: Patient): Promise<Finding> {
  try {
    return await look(patient)
  } catch (error) {
    return problem(`could not be looked at: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const marks = { ok: 'ok     ', warning: 'WARNING', problem: 'PROBLEM', unused: '-      ' }

function sheet(findings: readonly (Finding & { name: string })[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length))
  const count = (state: Finding['state']) => findings.filter((one) => one.state === state).length
  return [
    ...findings.map(({ name, state, text }) => `${marks[state]}  ${name.padEnd(width)}  ${text}`),
    '',
    `${many(count('problem'), 'problem')}, ${many(count('warning'), 'warning')}`,
  ].join('\n')
}
