import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { modules } from '../apps/server/src/modules/index.ts'
import { startApp } from '../apps/server/src/test/app.ts'
import { dataFolder, enter, startServer } from './harness/server.ts'
import type { ObjectType } from '@pulse/contract'

const root = join(import.meta.dirname, '..')
const documents = globSync(['README.md', 'docs/*.md'], { cwd: root }).sort()
const hasCurl = spawnSync('curl', ['--version']).status === 0

/** What a document tells people to type. */
const commandsIn = (document: string) =>
  [...readFileSync(join(root, document), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)

/** Runs a document's commands in one shell, as a reader would, and ends what they left running. */
function runCommands(
  commands: string[],
  environment: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const script = ['set -euo pipefail', 'trap "kill \\$(jobs -p) 2>/dev/null || true" EXIT', ...commands].join('\n')
  const shell = spawn('bash', ['-c', script], { cwd: root, env: { ...process.env, ...environment } })
  let output = ''
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve) => shell.on('close', (code) => resolve({ code, output })))
}

describe('the documents', { skip: hasCurl ? false : 'needs curl' }, () => {
  for (const document of documents.filter((one) => commandsIn(one).length > 0)) {
    it(`${document}: every command runs`, async () => {
      using folder = dataFolder()
      const data = join(folder.path, 'data')
      const server = await startServer({ data })
      const { key } = await enter(server)
      // Starting the server is what this test did itself.
      const commands = commandsIn(document).filter((command) => command.trim() !== 'npm start')
      const place = { PULSE_URL: server.origin, PULSE_KEY: key, PULSE_DATA: data, PORT: '0' }
      const { code, output } = await runCommands(commands, place)
      await server.end('SIGTERM')
      assert.equal(code, 0, output)
    })
  }

  it('README: the order arrives at the receiver', async () => {
    using folder = dataFolder()
    const server = await startServer({ data: join(folder.path, 'data') })
    const { key } = await enter(server)
    const commands = commandsIn('README.md').filter((command) => command.trim() !== 'npm start')
    const { output } = await runCommands([...commands, 'sleep 1'], { PULSE_URL: server.origin, PULSE_KEY: key })
    await server.end('SIGTERM')
    assert.match(output, /type: 'order\.created'/)
  })
})

describe('docs/object-types.md', () => {
  it('adds an object type by one manifest entry: paths, validation, events and docs follow', async () => {
    const guide = readFileSync(join(root, 'docs/object-types.md'), 'utf8')
    const [, literal = ''] = /export const visitor: ObjectType = (\{[\s\S]*?\n {3}\})/.exec(guide) ?? []
    const { visitor } = (await import(
      `data:text/javascript,export const visitor = ${encodeURIComponent(literal)}`
    )) as { visitor: ObjectType }
    const [crm, ...others] = modules
    assert.ok(crm)
    await using app = await startApp({ modules: [{ ...crm, types: [...crm.types, visitor] }, ...others] })
    const { request } = await app.workspace()
    const made = await request('POST', '/api/v1/visitors', { body: visitor.examples[0] })
    assert.equal(made.status, 201)
    assert.equal((await request('POST', '/api/v1/visitors', { body: { fullName: 'x', badge: 'V-1' } })).status, 409)
    assert.equal(
      (await request('PATCH', `/api/v1/visitors/${String(made.body['id'])}`, { body: { status: 'inside' } })).status,
      200,
    )
    const found = await request('GET', '/api/v1/visitors?host=Ada')
    assert.equal((found.body.data as unknown[]).length, 1)
    const events = await request('GET', '/api/v1/events?type=visitor.arrived')
    assert.equal((events.body.data as unknown[]).length, 1)
    const document = await request('GET', '/api/openapi.json')
    assert.ok('/visitors/{id}' in (document.body['paths'] as object))
  })
})
