import type { TestEvent } from 'node:test/reporters'

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
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const summary: Summary = { passed: 0, failed: 0, skipped: [], failures: [] }
  for await (const { type, data } of source) {
    const detail = data as unknown as Detail
    if ((type !== 'test:pass' && type !== 'test:fail') || (detail.details?.type === 'suite' && type === 'test:pass'))
      continue
    if (detail.skip !== undefined) summary.skipped.push({ name: detail.name, reason: String(detail.skip) })
    else if (type === 'test:pass') summary.passed++
    else {
      const error = detail.details?.error
      const cause = error?.cause ?? error
      if (isParent(cause)) continue
      summary.failed++
      summary.failures.push({
        name: detail.name,
        file: detail.file ?? '',
        error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
      })
    }
    process.stdout.write(type === 'test:pass' ? '.' : 'F')
  }
  process.stdout.write('\n')
  yield JSON.stringify(summary)
}

/** A suite that failed only because a test in it did is not counted again. */
const isParent = (cause: unknown) =>
  /^\d+ subtests? failed$/.test(String((cause as Error | undefined)?.message ?? cause))
