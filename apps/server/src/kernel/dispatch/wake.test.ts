import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import pg from 'pg'
import { pause } from '#kernel/clock'
import { startApp, type TestApp } from '#test/app'
import { withSql } from '#test/sql'
import { until } from '#test/until'
import { Wake } from './wake.ts'

const listeners = (app: TestApp) =>
  withSql(app, async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where query like 'listen %' and datname = current_database()`,
    )
    return rows.map(({ pid }) => pid)
  })

describe('the listener', () => {
  it('outlives a restart of the database and listens again', async () => {
    await using app = await startApp()
    const [first] = await until(
      () => listeners(app),
      (pids) => pids.length === 1,
    )
    await withSql(app, (client) => client.query('select pg_terminate_backend($1)', [first]))
    const again = await until(
      () => listeners(app),
      (pids) => pids.length === 1 && pids[0] !== first,
    )
    assert.deepEqual([again.length, again[0] === first], [1, false])
  })

  it('leaves no connection behind when it is stopped while it connects', async () => {
    await using app = await startApp()
    const connectionString = app.kernel.config.databaseUrl ?? ''
    const pool = new pg.Pool({ connectionString })
    const before = await until(
      () => listeners(app),
      (pids) => pids.length === 1,
    )
    const wake = new Wake({ target: { connectionString }, pool, isAlone: false })
    wake.start()
    assert.equal(await Promise.race([wake.stop().then(() => 'stopped'), pause(10_000)]), 'stopped')
    assert.deepEqual(await listeners(app), before)
    await pool.end()
  })
})
