import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventLog, records } from '@pulse/contract'
import { startApp, type TestWorkspace } from '#test/app'
import { testClock } from '#test/clock'
import { withSql } from '#test/sql'
import { until } from '#test/until'

const dayMs = 86_400_000
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const typesOf = async ({ call }: TestWorkspace, type: string) =>
  (await call(eventLog.listEvents, { query: { type } })).data

const makeTask = ({ call }: TestWorkspace) =>
  call(records.createRecord, { params: { plural: 'tasks' }, body: { title: 'Call back', dueDate: '2026-03-12' } })

describe('events by time', () => {
  it('invoices fall overdue once, when their due day is over and they are unpaid', async () => {
    const clock = testClock('2026-03-10T12:00:00Z')
    await using app = await startApp({ clock })
    const workspace = await app.workspace()
    const make = (body: object) =>
      workspace.call(records.createRecord, { params: { plural: 'invoices' }, body: { ...body } })
    const due = await make({ invoiceNumber: '1', status: 'sent', dueDate: dayOf(clock.now()) })
    await make({ invoiceNumber: '2', status: 'paid', dueDate: dayOf(clock.now()) })
    await make({ invoiceNumber: '3', status: 'sent', dueDate: dayOf(clock.now() + 5 * dayMs) })
    await app.kernel.jobs.runSchedules()
    assert.equal((await typesOf(workspace, 'invoice.overdue')).length, 0)
    clock.advance(13 * 3_600_000)
    await app.kernel.jobs.runSchedules()
    await app.kernel.jobs.runSchedules()
    const overdue = await typesOf(workspace, 'invoice.overdue')
    assert.deepEqual(
      overdue.map(({ record }) => record?.id),
      [due.id],
    )
    assert.equal(overdue[0]?.actor.kind, 'system')
    const now = await workspace.call(records.readRecord, { params: { plural: 'invoices', id: due.id } })
    assert.equal(now['status'], 'overdue')
  })

  it('tasks come due and fall overdue once each, and again when the date moves', async () => {
    const clock = testClock('2026-03-10T12:00:00Z')
    await using app = await startApp({ clock })
    const workspace = await app.workspace()
    const task = await workspace.call(records.createRecord, {
      params: { plural: 'tasks' },
      body: { title: 'Call back', dueDate: '2026-03-12' },
    })
    const run = async () => {
      await app.kernel.jobs.runSchedules()
      await app.kernel.jobs.runSchedules()
      return [(await typesOf(workspace, 'task.due_soon')).length, (await typesOf(workspace, 'task.overdue')).length]
    }
    assert.deepEqual(await run(), [0, 0])
    clock.set('2026-03-12T00:00:01Z')
    assert.deepEqual(await run(), [1, 0])
    clock.set('2026-03-13T00:00:01Z')
    assert.deepEqual(await run(), [1, 1])
    await workspace.call(records.patchRecord, {
      params: { plural: 'tasks', id: task.id },
      body: { dueDate: '2026-03-20' },
    })
    clock.set('2026-03-21T00:00:01Z')
    assert.deepEqual(await run(), [2, 2])
  })

  it('a task finished while the clock looked at it is not told of', async () => {
    const clock = testClock('2026-03-10T12:00:00Z')
    await using app = await startApp({ clock })
    const workspace = await app.workspace()
    const { id } = await makeTask(workspace)
    clock.set('2026-03-13T00:00:01Z')
    await withSql(app, async (client) => {
      await client.query('begin')
      await client.query(
        `update records set data = data || '{"status":"completed"}', version = version + 1 where id = $1`,
        [id],
      )
      const run = app.kernel.jobs.runSchedules()
      const waiting = async () => {
        const { rows } = await client.query<{ count: number }>(
          `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return rows[0]?.count ?? 0
      }
      await Promise.race([run, until(waiting, (count) => count > 0)])
      await client.query('commit')
      await run
    })
    assert.deepEqual(await typesOf(workspace, 'task.overdue'), [])
  })

  it('an error on one record keeps no other from its event', async () => {
    const clock = testClock('2026-03-10T12:00:00Z')
    await using app = await startApp({ clock })
    const workspaces = [await app.workspace(), await app.workspace()]
    const [bad] = await Promise.all(workspaces.map(makeTask))
    await Promise.all(workspaces.map(makeTask))
    await withSql(app, (client) =>
      client.query(`
        create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
        create trigger refuse before insert on keys for each row when (new.target = '${bad?.id}') execute function refuse()`),
    )
    clock.set('2026-03-13T00:00:01Z')
    await app.kernel.jobs.runSchedules()
    const told = await Promise.all(
      workspaces.map(async (workspace) => (await typesOf(workspace, 'task.overdue')).length),
    )
    assert.deepEqual(told, [1, 2])
  })
})
