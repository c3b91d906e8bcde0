import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { records, webhooks } from '@pulse/contract'
import { dayMs } from '#kernel/db/partitions'
import { startApp, type TestWorkspace } from '#test/app'
import { testClock } from '#test/clock'
import { startReceiver } from '#test/receiver'
import { withSql } from '#test/sql'
import { until } from '#test/until'

const makeContact = ({ call }: TestWorkspace) =>
  call(records.createRecord, { params: { plural: 'contacts' }, body: { lastName: 'x' } })
const subscribe = ({ call }: TestWorkspace, url: string, more: object = {}) =>
  call(webhooks.createWebhook, { body: { url, events: ['contact.*'], format: 'standard', ...more } })
const logOf = async ({ call }: TestWorkspace, id: string) =>
  (await call(webhooks.listDeliveries, { params: { id }, query: {} })).data

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
