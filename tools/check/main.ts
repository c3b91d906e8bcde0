import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { checkDocs } from './docs.ts'
import { checkLengths } from './lengths.ts'

const root = join(import.meta.dirname, '../..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)

interface Step {
  name: string
  run: () => boolean
}

const command = (name: string, program: string, ...args: string[]): Step => ({
  name,
  run: () => spawnSync(process.execPath, [bin(program), ...args], { cwd: root, stdio: 'inherit' }).status === 0,
})

/** The house rules, quickest first; every step runs, so that one look shows everything. */
const steps: Step[] = [
  command('format (repair with: npm run check -- --fix)', 'oxfmt', process.argv.includes('--fix') ? '.' : '--check'),
  command('lint', 'oxlint'),
  command('types', 'tsc'),
  command('types of the web app', 'tsc', '-p', 'apps/web'),
  command('dead code', 'knip', '--no-config-hints'),
  { name: 'file lengths', run: () => checkLengths(root) },
  { name: 'paths in documents', run: () => checkDocs(root) },
]

const failed = steps.filter(({ name, run }) => {
  const begun = performance.now()
  const passed = run()
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - begun) / 1_000).toFixed(1)} s)`)
  return !passed
})
process.exit(failed.length === 0 ? 0 : 1)
