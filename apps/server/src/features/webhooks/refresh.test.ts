import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { webhooks } from '@pulse/contract'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { startApp, type TestApp } from '#test/app'
import { testClock } from '#test/clock'
import { startReceiver, type Received } from '#test/receiver'
import { withSql } from '#test/sql'
import { until } from '#test/until'
import { gate, logOf, makeContacts, subscribe } from '#test/webhooks'

/** As many as are sent to one endpoint at a time; the others wait. */
const inFlight = 64
const all = 300

/** A webhook to a receiver that has not answered yet, with more owed to it than is sent at a time. */
async function startBacklog(app: TestApp) {
  const { answer, ...door } = gate()
  const receiver = await startReceiver(answer)
  const workspace = await app.workspace()
  const webhook = await subscribe(workspace, `${receiver.url}/old`, { maxRetries: 0 })
  await makeContacts(workspace, all)
  await receiver.count(inFlight)
  return { ...door, receiver, workspace, webhook, params: { id: webhook.id } }
}

const to = (received: readonly Received[], wanted: string) => received.filter(({ path }) => path === wanted).length

describe('what waits for a webhook', () => {
  it('is not sent any more once it is deleted', async () => {
    await using app = await startApp()
    const { receiver, workspace, params, open } = await startBacklog(app)
    await using _ = receiver
    await workspace.call(webhooks.deleteWebhook, { params })
    open()
    await app.settle()
    assert.equal(receiver.received.length, inFlight)
  })

  it('goes to its new URL, signed with its new secret alone', async () => {
    await using app = await startApp()
    const { receiver, workspace, params, open } = await startBacklog(app)
    await using _ = receiver
    await workspace.call(webhooks.patchWebhook, { params, body: { url: `${receiver.url}/new` } })
    const { secret = '' } = await workspace.call(webhooks.regenerateSecret, { params, body: { overlapHours: 0 } })
    open()
    await app.settle()
    assert.deepEqual([to(receiver.received, '/old'), to(receiver.received, '/new')], [inFlight, all - inFlight])
    for (const { body, headers } of receiver.received.slice(inFlight)) {
      new StandardWebhook(secret).verify(body, headers as Record<string, string>)
      assert.equal(String(headers['webhook-signature']).split(' ').length, 1)
    }
  })

  it('is held while it is switched off', async () => {
    const clock = testClock()
    await using app = await startApp({ clock })
    const { receiver, workspace, params, open } = await startBacklog(app)
    await using _ = receiver
    await workspace.call(webhooks.patchWebhook, { params, body: { isActive: false } })
    open()
    await app.settle()
    assert.equal(receiver.received.length, inFlight)
    assert.equal((await logOf(workspace, params.id))[0]?.status, 'pending')
    await workspace.call(webhooks.patchWebhook, { params, body: { isActive: true } })
    await until(
      () => {
        clock.advance(61_000)
        return receiver.received.length
      },
      (count) => count === all,
    )
    assert.equal(receiver.received.length, all)
  })

  it('follows a change that another process made', async () => {
    await using app = await startApp()
    const { receiver, params, pass, open } = await startBacklog(app)
    await using _ = receiver
    await withSql(app, (client) =>
      client.query('update webhooks set url = $1, version = version + 1 where id = $2', [
        `${receiver.url}/new`,
        params.id,
      ]),
    )
    const arrived = await until(
      () => {
        pass(1)
        return to(receiver.received, '/new')
      },
      (count) => count > 0,
    )
    assert.ok(arrived > 0)
    open()
    await app.settle()
    assert.equal(receiver.received.length, all)
  })
})
