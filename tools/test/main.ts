import { spawn } from 'node:child_process'
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { shuffled } from './shuffle.ts'
import { startTestServer } from './server.ts'
import { installSystemParts } from './system-parts.ts'
import type { Summary } from './reporter.ts'

const root = join(import.meta.dirname, '../..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, shards: { type: 'string', default: '2' } },
})

const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
const patterns = [
  'packages/*/src/**/*.test.ts',
  'apps/server/src/**/*.test.ts',
  'apps/web/src/**/*.test.ts',
  'tools/**/*.test.ts',
  'tests/**/*.test.ts',
]
const every = globSync(patterns, { cwd: root }).sort()
const files = every.filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
if (files.length === 0) {
  console.error(`No test file matches ${positionals.join(' ')}.`)
  process.exit(1)
}

console.log(`${files.length} test files in random order, seed ${seed} (repeat with: npm test -- --seed ${seed})`)
installSystemParts(files)
const folder = mkdtempSync(join(tmpdir(), 'pulse-tests-'))
// Postgres runs under another account when the tests run as root.
chmodSync(folder, 0o755)
const server = await startTestServer(folder, process.env['DATABASE_URL'])
const begun = Date.now()

try {
  const shards = divide(shuffled(files, seed), Math.min(Number(values.shards), files.length))
  const summaries = await Promise.all(shards.map((some, index) => runShard(some, index)))
  process.exitCode = report(summaries)
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** Files that take long are dealt out first, so that the shards end together. */
function divide(shuffledFiles: string[], count: number): string[][] {
  const weight = (file: string) =>
    file.startsWith('tests/browser/accessibility') ? 80 : file.startsWith('tests/') ? 20 : 1
  const shards = Array.from({ length: count }, () => ({ files: [] as string[], weight: 0 }))
  for (const file of shuffledFiles.toSorted((a, b) => weight(b) - weight(a))) {
    const [lightest] = shards.toSorted((a, b) => a.weight - b.weight)
    lightest?.files.push(file)
    if (lightest) lightest.weight += weight(file)
  }
  return shards.map((shard) => shuffled(shard.files, seed))
}

async function runShard(some: string[], index: number): Promise<Summary> {
  const destination = join(folder, `shard-${index}.json`)
  const reporter = join(import.meta.dirname, 'reporter.ts')
  const flags = [
    '--test',
    '--test-isolation=none',
    '--test-force-exit',
    '--test-concurrency=1',
    '--test-timeout=600000',
  ]
  const args = [...flags, `--test-reporter=${reporter}`, `--test-reporter-destination=${destination}`, ...some]
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...server.environment, PULSE_TEST_SHARD: String(index) },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve))
  const lines = readFileSync(destination, 'utf8').trim().split('\n').at(-1) ?? ''
  try {
    return JSON.parse(lines) as Summary
  } catch {
    return {
      passed: 0,
      failed: 1,
      skipped: [],
      failures: [{ name: `shard ${index}`, file: some.join(' '), error: `ended with code ${code} and no summary` }],
    }
  }
}

function report(summaries: Summary[]): number {
  const failures = summaries.flatMap((one) => one.failures)
  const skipped = summaries.flatMap((one) => one.skipped)
  const total = (name: 'passed' | 'failed') => summaries.reduce((sum, one) => sum + one[name], 0)
  for (const { name, file, error } of failures)
    console.log(`\nFAILED ${name}\n  ${relative(root, file)}\n${error.replace(/^/gm, '  ')}`)
  for (const { name, reason } of skipped) console.log(`skipped: ${name} (${reason})`)
  const strict =
    process.env['CI_STRICT'] === '1' ? skipped.filter(({ reason }) => !reason.startsWith('shared data')) : []
  for (const { name } of strict) console.log(`FAILED ${name}: nothing but missing shared data may be skipped here`)
  const failed = total('failed') + strict.length
  console.log(`\nseed ${seed}, ${Math.round((Date.now() - begun) / 1_000)} s, ${skipped.length} skipped`)
  console.log(`${total('passed')} passed, ${failed} failed`)
  return failed === 0 && failures.length === 0 ? 0 : 1
}
