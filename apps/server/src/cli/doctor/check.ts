import type { Settings } from '#kernel/config'
import type { Kernel } from '#kernel/kernel'
import type { GivenSecrets } from '#kernel/secrets'

/** What a look at one thing found: `unused` where there is nothing to look at. */
export interface Finding {
  state: 'ok' | 'warning' | 'problem' | 'unused'
  /** What there is, and what to do about it. */
  text: string
}

/** What the checks look at. */
export interface Patient {
  settings: Settings
  given: GivenSecrets
  /** The opened data, where it could be opened. */
  kernel: Kernel | undefined
  /** Why it could not. */
  trouble: string
  nowMs: number
}

/** One line of the checklist. */
export interface Check {
  name: string
  look(patient: Patient): Finding | Promise<Finding>
}

export const ok = (text: string): Finding => ({ state: 'ok', text })
export const warning = (text: string): Finding => ({ state: 'warning', text })
export const problem = (text: string): Finding => ({ state: 'problem', text })
export const unused = (text: string): Finding => ({ state: 'unused', text })

/** A check that needs the database. */
export const withDatabase =
  (look: (kernel: Kernel, patient: Patient) => Finding | Promise<Finding>): Check['look'] =>
  (patient) =>
    patient.kernel ? look(patient.kernel, patient) : unused('not looked at: the database could not be opened')

/** `3 hours`, rounded down. */
export function ago(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1_000],
  ] as const
  for (const [unit, length] of units) {
    const count = Math.floor(ms / length)
    if (count > 0) return `${count} ${unit}${count === 1 ? '' : 's'}`
  }
  return 'a moment'
}
