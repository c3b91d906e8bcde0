import { execFileSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'

/** The machine, its load and the commit: what a number means nothing without. */
export function describeMachine(): string {
  const [load = 0] = loadavg()
  return `${cpus().length} cores, load ${load.toFixed(2)}, commit ${commit()}, ${new Date().toISOString()}`
}

function commit(): string {
  try {
    const hash = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
    const dirty = execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' }).trim()
    return dirty ? `${hash}+changes` : hash
  } catch {
    return 'none'
  }
}
