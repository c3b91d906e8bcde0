import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import pg from 'pg'
import { cloneDatabase, onServer, urlOf } from '#test/database'
import { migrate } from './migrate.ts'

async function emptyDatabase<Result>(work: (client: pg.Client, folder: string) => Promise<Result>): Promise<Result> {
  const name = `pulse_empty_${Math.random().toString(36).slice(2, 10)}`
  await onServer((client) => client.query(`create database ${name}`))
  const client = new pg.Client(urlOf(name))
  await client.connect()
  const folder = mkdtempSync(join(tmpdir(), 'pulse-migrations-'))
  try {
    return await work(client, folder)
  } finally {
    await client.end()
    await onServer((server) => server.query(`drop database ${name} with (force)`))
    rmSync(folder, { recursive: true })
  }
}

describe('migrations', () => {
  it('run once, in order, each in a transaction', () =>
    emptyDatabase(async (client, folder) => {
      writeFileSync(join(folder, '0001_a.sql'), 'create table a (x int)')
      writeFileSync(join(folder, '0002_b.sql'), 'alter table a add column y int')
      assert.deepEqual(await migrate(client, folder), ['0001_a.sql', '0002_b.sql'])
      assert.deepEqual(await migrate(client, folder), [])
      writeFileSync(join(folder, '0003_c.sql'), 'create table c (x int); select 1 / 0')
      await assert.rejects(migrate(client, folder), /0003_c\.sql failed: division by zero/)
      assert.equal((await client.query(`select to_regclass('c') as c`)).rows[0].c, null)
    }))

  it('refuse to start when history was rewritten, each time with the remedy', () =>
    emptyDatabase(async (client, folder) => {
      writeFileSync(join(folder, '0002_a.sql'), 'select 1')
      await migrate(client, folder)
      writeFileSync(join(folder, '0002_a.sql'), 'select 2')
      await assert.rejects(migrate(client, folder), /0002_a\.sql was edited .* put the change into a new migration/)
      writeFileSync(join(folder, '0002_a.sql'), 'select 1')
      writeFileSync(join(folder, '0001_late.sql'), 'select 1')
      await assert.rejects(
        migrate(client, folder),
        /0001_late\.sql would have to run before 0002_a\.sql.* later number/,
      )
      rmSync(join(folder, '0001_late.sql'))
      rmSync(join(folder, '0002_a.sql'))
      await assert.rejects(migrate(client, folder), /0002_a\.sql was applied .* file is missing/)
    }))

  it('of two processes that boot at once, one runs them and the other waits', () =>
    emptyDatabase(async (client, folder) => {
      writeFileSync(join(folder, '0001_a.sql'), 'create table a (x int); select pg_sleep(0.1)')
      const second = new pg.Client({ connectionString: urlOf(client.database ?? '') })
      await second.connect()
      const runs = await Promise.all([migrate(client, folder), migrate(second, folder)])
      await second.end()
      assert.deepEqual(runs.flat(), ['0001_a.sql'])
    }))

  it('work for an owner that is not a superuser', async () => {
    const { url, drop } = await cloneDatabase()
    const name = new URL(url).pathname.slice(1)
    await onServer(async (client) => {
      await client.query(
        `do $$ begin create role pulse_plain_owner login createrole password 'plain-owner'; exception when duplicate_object then null; end $$`,
      )
      await client.query(`grant pulse_app, pulse_engine to pulse_plain_owner with admin option`)
      await client.query(`create database ${name}_plain owner pulse_plain_owner`)
    })
    const plain = new URL(urlOf(`${name}_plain`))
    plain.username = 'pulse_plain_owner'
    plain.password = 'plain-owner'
    const client = new pg.Client(plain.href)
    await client.connect()
    try {
      assert.ok((await migrate(client)).length > 3)
    } finally {
      await client.end()
      await onServer((server) => server.query(`drop database ${name}_plain with (force)`))
      await drop()
    }
  })
})
