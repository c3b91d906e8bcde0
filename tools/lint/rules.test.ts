import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { pathsIn } from '../check/docs.ts'
import { shuffled } from '../test/shuffle.ts'

const root = join(import.meta.dirname, '../..')

/** Lints one file as if it stood at a path of the project; answers what the house rules say. */
function complaints(path: string, code: string): string[] {
  const folder = mkdtempSync(join(root, 'node_modules/.lint-test-'))
  const rules = {
    'pulse/layers': 'error',
    'pulse/handler-length': 'error',
    'pulse/one-door': 'error',
    'pulse/reasoned-suppression': 'error',
  }
  try {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, code)
    writeFileSync(
      join(folder, '.oxlintrc.json'),
      JSON.stringify({ jsPlugins: [join(root, 'tools/lint/plugin.ts')], rules, categories: { correctness: 'off' } }),
    )
    const { stdout } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/.bin/oxlint'), '-f', 'json', '--no-ignore', path],
      { cwd: folder, encoding: 'utf8' },
    )
    return (JSON.parse(stdout) as { diagnostics: { code: string; message: string }[] }).diagnostics.map(
      ({ code: rule, message }) => `${rule} ${message}`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const feature = 'apps/server/src/features/records/routes.ts'

describe('the house rules', () => {
  it('refuse an import against the layers', () => {
    assert.match(
      complaints(feature, "import { a } from '#features/webhooks/sender'\na()\n").join(),
      /pulse\(layers\).*reaches webhooks/,
    )
  })

  it('refuse ways around the doors and around egress', () => {
    assert.match(complaints(feature, "import pg from 'pg'\npg()\n").join(), /pulse\(one-door\).*write, append or note/)
    assert.match(
      complaints(feature, "import { request } from 'undici'\nrequest()\n").join(),
      /pulse\(one-door\).*kernel\/egress/,
    )
    assert.deepEqual(complaints('apps/server/src/kernel/db/pool.ts', "import pg from 'pg'\npg()\n"), [])
  })

  it('refuse a handler of more than twelve lines', () => {
    const handler = (lines: number) => `serve(endpoint, async () => {\n${'  step()\n'.repeat(lines)}})\n`
    assert.deepEqual(complaints(feature, handler(12)), [])
    assert.match(complaints(feature, handler(13)).join(), /pulse\(handler-length\).*13 lines/)
  })

  it('refuse a suppression without a reason', () => {
    assert.match(
      complaints(feature, '// oxlint-disable-next-line no-console\nconsole.log(1)\n').join(),
      /pulse\(reasoned-suppression\)/,
    )
    assert.deepEqual(
      complaints(feature, '// oxlint-disable-next-line no-console -- a command line talks\nconsole.log(1)\n'),
      [],
    )
  })
})

describe('the tools', () => {
  it('find the paths that documents name', () => {
    assert.deepEqual(pathsIn('See [a](docs/a.md#x), `apps/server/src/app.ts`, [b](https://x.y) and `npm test`.'), [
      'docs/a.md',
      '/apps/server/src/app.ts',
    ])
  })

  it('shuffle repeatably', () => {
    const items = Array.from({ length: 50 }, (_, index) => index)
    assert.deepEqual(shuffled(items, 7), shuffled(items, 7))
    assert.notDeepEqual(shuffled(items, 7), shuffled(items, 8))
    assert.deepEqual(
      shuffled(items, 7).toSorted((a, b) => a - b),
      items,
    )
  })
})
