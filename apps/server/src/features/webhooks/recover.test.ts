import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { webhooks } from '@pulse/contract'
import { dayMs } from '#kernel/db/partitions'
import { startApp, type TestApp, type TestWorkspace } from '#test/app'
import { testClock } from '#test/clock'
import { startReceiver } from '#test/receiver'
import { withSql } from '#test/sql'
import { until } from '#test/until'
import { logOf, makeContact, subscribe } from '#test/webhooks'

describe('deliveries that wait long', () => {
  it('are recorded once although their day was dropped from the log meanwhile', async () => {
    const clock = testClock()
    await using app = await startApp({ clock })
    await using receiver = await startReceiver(() => ({ status: 500 }))
    const workspace = await app.workspace()
    const { id } = await subscribe(workspace, receiver.url, { retryDelay: 3_600 })
    await makeContact(workspace)
    await app.settle()
    const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '')
    await withSql(app, (client) => client.query(`drop table deliveries_90_${day}`))
    receiver.answer(() => ({ status: 204 }))
    clock.advance(2 * 3_600_000)
    const [delivery] = await until(
      () => logOf(workspace, id),
      ([one]) => one?.status === 'delivered',
    )
    assert.deepEqual([delivery?.status, delivery?.attempts.length, receiver.received.length], ['delivered', 2, 2])
  })

  it('for a webhook that is switched off are held for 30 days, then fail and say so', async () => {
    const clock = testClock()
    await using app = await startApp({ clock })
    await using receiver = await startReceiver(() => ({ status: 500 }))
    const workspace = await app.workspace()
    const { id } = await subscribe(workspace, receiver.url, { retryDelay: 60 })
    await makeContact(workspace)
    await app.settle()
    await workspace.call(webhooks.patchWebhook, { params: { id }, body: { isActive: false } })
    clock.advance(29 * dayMs)
    const isHeld = () =>
      app.kernel.db(workspace.id).selectFrom('due_deliveries').select('due_at').executeTakeFirstOrThrow()
    await until(isHeld, ({ due_at }) => Date.parse(due_at) > clock.now())
    assert.equal((await logOf(workspace, id))[0]?.status, 'pending')
    clock.advance(2 * dayMs)
    const [delivery] = await until(
      () => logOf(workspace, id),
      ([one]) => one?.status === 'failed',
    )
    assert.equal(delivery?.status, 'failed')
    assert.match(delivery.errorMessage ?? '', /^Not sent: the webhook was switched off/)
    assert.equal(receiver.received.length, 1)
  })
})

/** A delivery of an event, leased to a process, that nobody has in memory. */
const owe = (
  app: TestApp,
  workspace: TestWorkspace,
  { webhookId, workerId }: { webhookId: string; workerId: string },
) =>
  app.kernel.asOwner(async (client) => {
    const event = app.kernel.newId()
    await client.query('set role pulse_engine')
    await client.query(
      `insert into events (retention, id, workspace_id, epoch, type, actor_kind, actor_id, actor_name, data) values (90, $1, $2, 1, 'order.created', 'system', 'x', 'x', '{}')`,
      [event, workspace.id],
    )
    await client.query(
      `insert into due_deliveries (id, workspace_id, webhook_id, event_id, event_type, retention, due_at, worker_id) values ($1, $2, $3, $4, 'order.created', 90, now(), $5)`,
      [app.kernel.newId(), workspace.id, webhookId, event, workerId],
    )
    await client.query('reset role')
  })

describe('deliveries leased', () => {
  it('to a process that died are sent by the next one', async () => {
    await using app = await startApp()
    await using receiver = await startReceiver()
    const workspace = await app.workspace()
    const { id } = await subscribe(workspace, receiver.url)
    const workerId = app.kernel.newId()
    await withSql(app, (client) =>
      client.query(`insert into workers (id, heartbeat_at) values ($1, now() - interval '1 hour')`, [workerId]),
    )
    await owe(app, workspace, { webhookId: id, workerId })
    await receiver.count(1)
    await app.settle()
    assert.deepEqual(
      (await logOf(workspace, id)).map(({ status, eventType }) => `${status} ${eventType}`),
      ['delivered order.created'],
    )
  })

  it('by a commit whose acknowledgement was lost, or to a process nobody knows, are sent all the same', async () => {
    await using app = await startApp()
    await using receiver = await startReceiver()
    const workspace = await app.workspace()
    const { id } = await subscribe(workspace, receiver.url)
    await owe(app, workspace, { webhookId: id, workerId: app.kernel.presence.id })
    await owe(app, workspace, { webhookId: id, workerId: app.kernel.newId() })
    const log = await until(
      () => logOf(workspace, id),
      (all) => all.filter(({ status }) => status === 'delivered').length === 2,
    )
    assert.deepEqual(
      log.map(({ status }) => status),
      ['delivered', 'delivered'],
    )
    assert.equal(receiver.received.length, 2)
  })

  it('and sent are not sent again because the database could not write for a while', async () => {
    await using app = await startApp()
    await using receiver = await startReceiver()
    const workspace = await app.workspace()
    const { id } = await subscribe(workspace, receiver.url)
    await app.settle()
    const reasons = { '53100': 'disk full', '58030': 'I/O error', '25006': 'read-only', '40P01': 'deadlock' }
    for (const [code, name] of Object.entries(reasons)) {
      receiver.received.length = 0
      await withSql(app, async (client) => {
        await client.query(`
          create sequence refusals; grant usage on sequence refusals to public;
          create function refuse() returns trigger language plpgsql as $$
            begin perform nextval('refusals'); raise exception '${name}' using errcode = '${code}'; end $$;
          create trigger refuse before insert on deliveries for each row execute function refuse()`)
        await makeContact(workspace)
        const read = async () => (await client.query('select last_value::int as count from refusals')).rows[0].count
        assert.ok((await until(read, (count) => count >= 2)) >= 2, name)
        await client.query('drop trigger refuse on deliveries; drop function refuse; drop sequence refusals')
      })
      await app.settle()
      assert.deepEqual([(await logOf(workspace, id))[0]?.status, receiver.received.length], ['delivered', 1], name)
    }
  })
})
