import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createClient, records, setup } from '@pulse/contract'
import { dataFolder } from './harness/server.ts'

const root = join(import.meta.dirname, '..')

describe('a fresh clone', { skip: existsSync(join(root, '.git')) ? false : 'needs a git checkout' }, () => {
  it('starts with npm start as the first and only command, and stops cleanly', async () => {
    using folder = dataFolder()
    const clone = join(folder.path, 'pulse')
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${root}`, clone])
    chmodSync(clone, 0o755)
    const { PATH = '', HOME = '' } = process.env
    // The bundled Node of this checkout must not help.
    const path = PATH.split(':').filter((one) => !one.includes('node_modules'))
    const child = spawn('npm', ['start'], {
      cwd: clone,
      env: { PATH: path.join(':'), HOME, PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const gone = new Promise<number | null>((resolve) => child.on('exit', resolve))
    const link = await new Promise<{ origin: string; token: string }>((resolve, reject) => {
      child.stdout.on('data', () => {
        const [, origin, token] = /open (http:\/\/[^/\s]+)\/setup#(\w+)/.exec(output) ?? []
        if (origin && token) resolve({ origin, token })
      })
      void gone.then((code) => reject(new Error(`npm start ended with ${code}:\n${output}`)))
    })
    assert.match(output, /Installing packages/)
    const { key } = await createClient({ baseUrl: link.origin })(setup.completeSetup, { body: { token: link.token } })
    await createClient({ baseUrl: link.origin, token: key.key ?? '' })(records.createRecord, {
      params: { plural: 'contacts' },
      body: { lastName: 'Cloned' },
    })
    assert.equal((await fetch(`${link.origin}/api/docs`)).status, 200)
    // What Ctrl+C does: every process of the terminal's group hears it.
    process.kill(-(child.pid ?? 0), 'SIGINT')
    await gone
    assert.equal(await fetch(`${link.origin}/health`).catch(() => undefined), undefined)
    assert.equal(existsSync(join(clone, 'data/postgres/postmaster.pid')), false)
  })
})
