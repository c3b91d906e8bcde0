import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventLog, records } from '@pulse/contract'
import { startApp, type TestWorkspace } from '#test/app'
import { testClock } from '#test/clock'

const dayMs = 86_400_000
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const typesOf = async ({ call }: TestWorkspace, type: string) =>
  (await call(eventLog.listEvents, { query: { type } })).data

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
})
