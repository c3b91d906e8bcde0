import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import pg from 'pg'
import { records, webhooks } from '@pulse/contract'
import { readSettings } from '#kernel/config'
import { migrate, migrateUpTo } from '#kernel/db/migrate'
import { keyId } from '#kernel/secrets'
import { startApp, testConfig, type TestApp } from '#test/app'
import { emptyDatabase } from '#test/database'
import { withSql } from '#test/sql'
import { createApp } from '../../app.ts'
import { writeBackup, type BackupOptions } from './dump.ts'
import { FrameWriter } from './frame-writer.ts'
import { openBackup, verifyBackup } from './read.ts'
import { restoreBackup } from './restore.ts'

const contacts = { params: { plural: 'contacts' } }

/** A backup in memory. */
async function take(url: string, options: Partial<BackupOptions> = {}): Promise<Buffer> {
  const pieces: Buffer[] = []
  await writeBackup(async (bytes) => void pieces.push(bytes), {
    target: { connectionString: url },
    pulseVersion: '0.0.1',
    now: new Date(),
    keys: { encryptionKey: randomBytes(32).toString('base64'), apiKeySecret: randomBytes(48).toString('base64') },
    withSecrets: true,
    onProgress: () => {},
    ...options,
  })
  return Buffer.concat(pieces)
}

const keysOf = ({ kernel: { config } }: TestApp) => ({
  encryptionKey: config.secrets.encryptionKey.toString('base64'),
  apiKeySecret: config.secrets.apiKeySecret,
})
const urlOf = ({ kernel }: TestApp) => kernel.config.databaseUrl ?? ''

async function* inParts(bytes: Buffer, length = 10_000): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

function restore(bytes: Buffer, url: string, folder = mkdtempSync(join(tmpdir(), 'pulse-restore-')), more = {}) {
  const { settings, given } = readSettings({ PULSE_DATA: folder, DATABASE_URL: url, ...more })
  return restoreBackup(inParts(bytes), { settings, given, now: new Date(), onProgress: () => {} })
}

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    // Several statements have several results.
    return [await client.query<Row>(text)].flat().at(-1)?.rows ?? []
  } finally {
    await client.end()
  }
}

const tablesOf = async (url: string) =>
  (
    await query<{ name: string }>(
      url,
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       union all select nspname from pg_namespace where nspname = 'graphile_worker'
       union all select proname from pg_proc where pronamespace = 'public'::regnamespace`,
    )
  ).map(({ name }) => name)

/** A workspace with some of everything; answers what to look for after a restore. */
async function fillSome(app: TestApp) {
  const workspace = await app.workspace()
  await workspace.call(webhooks.createWebhook, { body: { url: 'http://127.0.0.1:9/', events: ['order.*'] } })
  const rows = Array.from({ length: 400 }, (_, n) => ({
    lastName: `Tab\there \\N ${n} "é" \n line`,
    email: `c${n}@x.test`,
  }))
  await workspace.call(records.createRecords, { ...contacts, body: { records: rows } })
  await app.settle()
  return workspace
}

describe('a backup', () => {
  it('comes back row for row, also for an owner that is no superuser, and begins a new epoch', async () => {
    await using app = await startApp()
    const workspace = await fillSome(app)
    const bytes = await take(urlOf(app), { keys: keysOf(app) })
    const { tables } = await verifyBackup(inParts(bytes))
    const target = await emptyDatabase('pulse_plain_owner_of_backups')
    const folder = mkdtempSync(join(tmpdir(), 'pulse-restore-'))
    try {
      const restored = await restore(bytes, target.url, folder)
      assert.deepEqual([restored.keys, restored.migrations, restored.jobs], ['backup', [], 0])
      assert.equal(statSync(join(folder, 'secrets.json')).mode & 0o777, 0o600)
      const again = await verifyBackup(inParts(await take(target.url)))
      // The cluster and its processes are other ones; every other table has the same rows in the same order.
      const sums = (all: typeof tables) => all.filter(({ name }) => name !== 'cluster' && name !== 'workers')
      assert.deepEqual(sums(again.tables), sums(tables))
      assert.ok((tables.find(({ name }) => name === 'events')?.rows ?? 0) > 400)

      const config = { ...testConfig(target.url), secrets: { ...app.kernel.config.secrets } }
      const there = await createApp({ config })
      try {
        assert.equal(there.kernel.epoch(), app.kernel.epoch() + 1)
        const insert = `insert into object_types (workspace_id, name, slots) values ('${workspace.id}', 'later', '{}') returning id`
        const [type] = await query<{ id: number }>(target.url, `set role pulse_engine; ${insert}`)
        assert.equal(type?.id, (tables.find(({ name }) => name === 'object_types')?.rows ?? 0) + 1)
      } finally {
        await there.stop()
      }
    } finally {
      await target.drop()
    }
  })

  it('is one snapshot: a record and its event are both in it or neither, while writes go on', async () => {
    await using app = await startApp()
    const { call } = await app.workspace()
    let isOver = false
    const load = Array.from({ length: 8 }, async (_, lane) => {
      for (let n = 0; !isOver; n++)
        await call(records.createRecord, { ...contacts, body: { lastName: `${lane}-${n}` } })
    })
    const bytes = await take(urlOf(app))
    isOver = true
    await Promise.all(load)
    const backup = await openBackup(inParts(bytes))
    const rows = new Map<string, number>()
    await backup.eachTable(async ({ name }, copyText) => {
      let text = ''
      for await (const piece of copyText) text += piece.toString()
      const wanted = name === 'events' ? /\tcontact\.created\t/g : /\n/g
      rows.set(name, [...text.matchAll(wanted)].length)
    })
    assert.equal(rows.get('events'), rows.get('records'))
  })

  it('reads every table whole: one that the engine sees in part refuses the backup', async () => {
    await using app = await startApp()
    await withSql(app, (client) =>
      client.query(`create table hidden (x int); alter table hidden enable row level security; alter table hidden force row level security;
        create policy part on hidden to pulse_engine using (x > 1); grant select on hidden to pulse_engine`),
    )
    await assert.rejects(take(urlOf(app)), /cannot read all of hidden: give pulse_engine a policy/)
  })
})

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

describe('a backup of an older Pulse', () => {
  it('is loaded into its own schema and brought up to date; a job it cannot continue says so', async () => {
    const [old, target] = [await emptyDatabase(), await emptyDatabase()]
    const client = new pg.Client(old.url)
    await client.connect()
    try {
      const first = migrationNames().slice(0, 5)
      await migrateUpTo(client, first.at(-1) ?? '')
      await client.query(`
        insert into cluster (system_identifier, epoch) values (1, 3);
        insert into workspaces (id, name, created_at) values ('01a1fcad-b59d-7621-a9fe-77919f169229', 'Old', now());
        insert into jobs (id, workspace_id, task, state, created_at, updated_at)
          values ('01a1fcad-b59d-7621-a9fe-77919f169230', '01a1fcad-b59d-7621-a9fe-77919f169229', 'sample-data', 'running', now(), now())`)
      const restored = await restore(await take(old.url), target.url)
      assert.deepEqual([restored.jobs, restored.lostJobs], [0, 1])
      assert.deepEqual(restored.migrations, migrationNames().slice(5))
      const [job] = await query<{ state: string; error: string }>(target.url, 'select state, error from jobs')
      assert.deepEqual([job?.state, /start it again/.test(job?.error ?? '')], ['failed', true])
      const again = new pg.Client(target.url)
      await again.connect()
      assert.deepEqual(await migrate(again), [])
      await again.end()
    } finally {
      await client.end()
      await old.drop()
      await target.drop()
    }
  })
})

const migrationNames = () =>
  readdirSync(join(import.meta.dirname, '../../../migrations'))
    .filter((name) => name.endsWith('.sql'))
    .sort()
