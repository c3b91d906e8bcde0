import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'

export interface Summary {
  passed: number
  failed: number
  skipped: { name: string; reason: string }[]
  failures: { name: string; file: string; error: string }[]
}

interface Detail {
  name: string
  file?: string
  nesting: number
  skip?: string | boolean
  todo?: string | boolean
  details?: { type?: string; error?: { cause?: unknown; message?: string } }
}

/** Collects what a test process did: progress on the terminal, one line of JSON at the end. */
// oxlint-disable-next-line import/no-default-export -- node:test loads a reporter by its default export
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const summary: Summary = { passed: 0, failed: 0, skipped: [], failures: [] }
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const mark = note(summary, type === 'test:pass', data)
    if (mark) process.stdout.write(mark)
  }
  process.stdout.write('\n')
  yield JSON.stringify(summary)
}

/** Adds one result; answers its mark on the terminal, or nothing for what is not a test of its own. */
function note(summary: Summary, passed: boolean, { name, file = '', skip, details }: Detail): string | undefined {
  if (skip !== undefined) {
    summary.skipped.push({ name, reason: String(skip) })
    return 's'
  }
  if (passed) {
    const isTest = details?.type === 'test'
    if (isTest) summary.passed++
    return isTest ? '.' : undefined
  }
  const cause = details?.error?.cause ?? details?.error
  if (isParent(cause)) return undefined
  summary.failed++
  summary.failures.push({ name, file, error: inspect(cause) })
  return 'F'
}

/** A suite that failed only because a test in it did is not counted again. */
const isParent = (cause: unknown) =>
  /^\d+ subtests? failed$/.test(cause instanceof Error ? cause.message : String(cause))
