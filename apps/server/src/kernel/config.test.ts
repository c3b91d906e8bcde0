import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ConfigError, printExample, readConfig } from './config.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'pulse-config-'))

describe('config', () => {
  it('needs nothing to be set', () => {
    const config = readConfig({ PULSE_DATA: folder() })
    assert.deepEqual(
      [config.port, config.host, config.databaseUrl, config.webhooks.maxRetries],
      [3000, '127.0.0.1', undefined, 3],
    )
    assert.equal(config.secrets.encryptionKey.length, 32)
  })

  it('says one sentence for each mistake', () => {
    const wrong = {
      PULSE_DATA: folder(),
      PORT: 'web',
      DATABASE_URL: 'mysql://x',
      API_KEY_SECRET: 'short',
      ENCRYPTION_KEY: 'AAAA',
    }
    assert.throws(
      () => readConfig(wrong),
      (error: ConfigError) => {
        assert.ok(error instanceof ConfigError)
        const lines = error.message.split('\n')
        assert.equal(lines.length, 4)
        for (const name of [
          'PORT must be a number',
          'DATABASE_URL must look like',
          'API_KEY_SECRET must have at least 32',
          'ENCRYPTION_KEY must be 32 bytes',
        ]) {
          assert.ok(
            lines.some((line) => line.startsWith(name)),
            name,
          )
        }
        return true
      },
    )
  })

  it('takes an empty variable for an absent one', () => {
    assert.equal(readConfig({ PULSE_DATA: folder(), DATABASE_URL: '', PORT: '' }).port, 3000)
  })

  it('makes its secrets on the first start, readable by their owner alone, and keeps them', () => {
    const data = folder()
    const first = readConfig({ PULSE_DATA: data })
    const path = join(data, 'secrets.json')
    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.deepEqual(readConfig({ PULSE_DATA: data }).secrets, first.secrets)
    assert.notDeepEqual(readConfig({ PULSE_DATA: folder() }).secrets, first.secrets)
    assert.equal(JSON.stringify({ ...first, secrets: undefined }).includes(first.secrets.apiKeySecret), false)
  })

  it('refuses a damaged secrets file with the remedy', async () => {
    const data = folder()
    readConfig({ PULSE_DATA: data })
    const { writeFileSync } = await import('node:fs')
    writeFileSync(join(data, 'secrets.json'), '{}')
    assert.throws(() => readConfig({ PULSE_DATA: data }), /is damaged \(encryptionKey\); put a copy of it back/)
  })

  it('prints .env.example from its own declarations', () => {
    const example = readFileSync(join(import.meta.dirname, '../../../../.env.example'), 'utf8')
    assert.equal(example, printExample(), 'repair with: node tools/run.mjs tools/env-example.ts')
  })
})
