import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { keyId } from '#kernel/secrets'
import { startApp, testConfig } from '#test/app'
import { fillSome, inParts, keysOf, query, restore, tablesOf, take, urlOf } from '#test/backup'
import { emptyDatabase } from '#test/database'
import { createApp } from '../../app.ts'
import { FrameWriter } from './frame-writer.ts'
import { verifyBackup } from './read.ts'

describe('a restore refuses', () => {
  it('what is cut short, changed or followed by something, and leaves nothing behind', async () => {
    await using app = await startApp()
    await fillSome(app)
    const bytes = await take(urlOf(app))
    const flipped = (at: number) => {
      const copy = Buffer.from(bytes)
      copy[at] = (copy[at] ?? 0) ^ 0x40
      return copy
    }
    const places = [0.02, 0.3, 0.6, 0.9, 0.999].map((share) => Math.floor(bytes.length * share))
    const broken = [
      ...places.map((at) => bytes.subarray(0, at)),
      ...places.map(flipped),
      flipped(bytes.length - 1),
      bytes.subarray(0, bytes.length - 1),
      Buffer.concat([bytes, Buffer.from('x')]),
    ]
    const target = await emptyDatabase()
    const folder = mkdtempSync(join(tmpdir(), 'pulse-restore-'))
    try {
      for (const [index, one] of broken.entries()) {
        await assert.rejects(
          verifyBackup(inParts(one)),
          /^Refusal: This (?:backup is|is not a backup)/,
          `verify ${index}`,
        )
        if (index % 6 !== 1) continue
        await assert.rejects(restore(one, target.url, folder), /This (?:backup is|is not a backup)/, `restore ${index}`)
        assert.deepEqual([await tablesOf(target.url), readdirSync(folder)], [[], []])
      }
      await assert.rejects(restore(Buffer.from('PK\u0003\u0004 something else'), target.url), /not a backup of Pulse/)
      await assert.rejects(restore(Buffer.from('PULSE BACKUP 2\n…'), target.url), /in the format of a newer Pulse/)
      assert.equal((await restore(bytes, target.url, folder)).end.tables > 10, true, 'the place was left fit for use')
    } finally {
      await target.drop()
    }
  })

  it('a place that is not empty, naming what is there; one that only started is empty', async () => {
    await using app = await startApp()
    await fillSome(app)
    const bytes = await take(urlOf(app))
    await assert.rejects(
      restore(bytes, urlOf(app)),
      /needs an empty place; this one holds a Pulse already, with "Test"/,
    )
    const target = await emptyDatabase()
    try {
      await query(target.url, 'create table customers (x int)')
      await assert.rejects(restore(bytes, target.url), /holds tables that are not Pulse's: customers/)
      await query(target.url, 'drop table customers')
      const started = await createApp({ config: testConfig(target.url) })
      await assert.rejects(restore(bytes, target.url), /A Pulse server runs on this database; stop it first/)
      await started.stop()
      await restore(bytes, target.url)
      await assert.rejects(restore(bytes, target.url), /holds a Pulse already/)
    } finally {
      await target.drop()
    }
  })

  it('a backup of a newer Pulse', async () => {
    const pieces: Buffer[] = []
    const writer = new FrameWriter(async (bytes) => void pieces.push(bytes))
    const keys = { encryptionKey: randomBytes(32).toString('base64'), apiKeySecret: 'x'.repeat(64) }
    await writer.begin(
      {
        format: 1,
        id: '01a1fcad-b611-759c-a958-5656f645dcf9',
        createdAt: new Date().toISOString(),
        pulseVersion: '9.0.0',
        postgresVersion: '18.4',
        migrations: [{ name: '9999_future.sql', checksum: '0'.repeat(64) }],
        keys: { encryptionKey: keyId(keys.encryptionKey), apiKeySecret: keyId(keys.apiKeySecret) },
        hasSecrets: true,
        tables: [],
        partitions: [],
        sequences: [],
        databaseBytes: 0,
      },
      keys,
    )
    await writer.end()
    const target = await emptyDatabase()
    try {
      await assert.rejects(
        restore(Buffer.concat(pieces), target.url),
        /is of Pulse 9\.0\.0, which is newer than this one \(it has 9999_future\.sql\)/,
      )
      assert.deepEqual(await tablesOf(target.url), [])
    } finally {
      await target.drop()
    }
  })

  it('keys that do not open the data, whoever sets them', async () => {
    await using app = await startApp()
    const keys = keysOf(app)
    const bytes = await take(urlOf(app), { keys, withSecrets: false })
    const target = await emptyDatabase()
    const folder = mkdtempSync(join(tmpdir(), 'pulse-restore-'))
    const other = { ENCRYPTION_KEY: randomBytes(32).toString('base64'), API_KEY_SECRET: keys.apiKeySecret }
    const right = { ...other, ENCRYPTION_KEY: keys.encryptionKey }
    try {
      await assert.rejects(
        restore(bytes, target.url, folder),
        /came without its keys; set ENCRYPTION_KEY \(id [0-9a-f]{12}\)/,
      )
      await assert.rejects(restore(bytes, target.url, folder, other), /protected with another ENCRYPTION_KEY/)
      assert.deepEqual([await tablesOf(target.url), readdirSync(folder)], [[], []])
      assert.equal((await restore(bytes, target.url, folder, right)).keys, 'environment')
      assert.equal(bytes.includes(keys.encryptionKey), false)
      if (existsSync(join(folder, 'secrets.json')))
        assert.equal(readFileSync(join(folder, 'secrets.json'), 'utf8').includes(keys.encryptionKey), false)
    } finally {
      await target.drop()
    }
  })
})
