import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import pg from 'pg'
import { records } from '@pulse/contract'
import { migrate, migrateUpTo } from '#kernel/db/migrate'
import { startApp, testConfig } from '#test/app'
import { fillSome, inParts, keysOf, query, restore, take, urlOf } from '#test/backup'
import { emptyDatabase } from '#test/database'
import { withSql } from '#test/sql'
import { createApp } from '../../app.ts'
import { openBackup, verifyBackup } from './read.ts'

const contacts = { params: { plural: 'contacts' } }

/** How every table is indexed, its partitions aside. */
const indexesOf = (url: string) =>
  query(
    url,
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition, indisvalid
     from pg_index join pg_class on oid = indrelid
     where relnamespace = 'public'::regnamespace and not relispartition order by 1`,
  )

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
      assert.deepEqual(await indexesOf(target.url), await indexesOf(urlOf(app)))
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
