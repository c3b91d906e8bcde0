import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { webhooks } from '@pulse/contract'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { pause } from '#kernel/clock'
import { startApp } from '#test/app'
import { testClock } from '#test/clock'
import { startReceiver } from '#test/receiver'
import { sharedApp } from '#test/shared'
import { logOf, makeContact, subscribe } from '#test/webhooks'
import { backoffMs, retryAfterMs } from './backoff.ts'

describe('deliveries', () => {
  it('that fail are tried again with growing waits, each time with the same id and body, then given up', async () => {
    const clock = testClock()
    await using app = await startApp({ clock })
    await using receiver = await startReceiver(() => ({ status: 500, body: 'broken' }))
    const workspace = await app.workspace()
    const { id } = await subscribe(workspace, receiver.url, { maxRetries: 2, retryDelay: 60 })
    await makeContact(workspace)
    for (let attempt = 1; attempt <= 3; attempt++) {
      await receiver.count(attempt)
      await app.settle()
      const [delivery] = await logOf(workspace, id)
      assert.equal(delivery?.attempts.length, attempt)
      assert.equal(delivery?.status, attempt < 3 ? 'pending' : 'failed')
      assert.deepEqual(
        [delivery?.responseStatus, delivery?.responseBody, delivery?.errorMessage],
        [500, 'broken', 'Answered 500.'],
      )
      if (attempt < 3) {
        const wait = Date.parse(delivery?.nextAttemptAt ?? '') - clock.now()
        const base = 60_000 * 2 ** (attempt - 1)
        assert.ok(wait > base * 0.85 && wait < base * 1.15, `${wait} ms`)
        clock.advance(wait + 10)
      }
    }
    assert.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, 1)
    assert.equal(new Set(receiver.received.map(({ body }) => body)).size, 1)
    assert.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size, 3)
    const webhook = await workspace.call(webhooks.readWebhook, { params: { id } })
    assert.deepEqual(
      [webhook.failureCount, webhook.successCount, webhook.successRate, webhook.consecutiveFailures],
      [1, 0, 0, 1],
    )
  })

  it('wait as long as the receiver asks', async () => {
    const clock = testClock()
    await using app = await startApp({ clock })
    await using receiver = await startReceiver(() => ({ status: 429, headers: { 'retry-after': '3600' } }))
    const workspace = await app.workspace()
    const { id } = await subscribe(workspace, receiver.url, { retryDelay: 1 })
    await makeContact(workspace)
    await receiver.count(1)
    await app.settle()
    const [delivery] = await logOf(workspace, id)
    assert.ok(Date.parse(delivery?.nextAttemptAt ?? '') - clock.now() > 3_500_000)
  })

  it('end in words when nobody answers or the answer takes too long', async () => {
    const app = await sharedApp()
    await using receiver = await startReceiver(async () => {
      await pause(3_000)
      return { status: 200 }
    })
    const workspace = await app.workspace()
    const slow = await subscribe(workspace, receiver.url, { timeoutSeconds: 1, maxRetries: 0 })
    const closed = await subscribe(workspace, 'http://127.0.0.1:9/', { maxRetries: 0 })
    await makeContact(workspace)
    await receiver.count(1)
    await app.settle()
    assert.match((await logOf(workspace, slow.id))[0]?.errorMessage ?? '', /No complete answer within 1 s/)
    assert.match((await logOf(workspace, closed.id))[0]?.errorMessage ?? '', /refused: nothing listens there/)
  })

  it('do not follow redirects', async () => {
    const app = await sharedApp()
    await using receiver = await startReceiver(({ path }) =>
      path === '/' ? { status: 302, headers: { location: '/elsewhere' } } : { status: 200 },
    )
    const workspace = await app.workspace()
    const { id } = await subscribe(workspace, `${receiver.url}/`, { maxRetries: 0 })
    await makeContact(workspace)
    await receiver.count(1)
    await app.settle()
    assert.deepEqual([receiver.received.length, (await logOf(workspace, id))[0]?.errorMessage], [1, 'Answered 302.'])
  })

  it('go to everyone who subscribed before the event, and to nobody else', async () => {
    const app = await sharedApp()
    await using receiver = await startReceiver()
    const [workspace, other] = [await app.workspace(), await app.workspace()]
    await makeContact(workspace, 'before')
    await subscribe(workspace, `${receiver.url}/all`, { events: ['*'] })
    await subscribe(workspace, `${receiver.url}/type`, { events: ['contact.*'] })
    await subscribe(workspace, `${receiver.url}/name`, { events: ['contact.updated'] })
    await subscribe(workspace, `${receiver.url}/off`, { isActive: false })
    await subscribe(other, `${receiver.url}/other`, { events: ['*'] })
    await app.settle()
    receiver.received.length = 0
    await makeContact(workspace, 'after')
    await app.settle()
    assert.deepEqual(receiver.received.map(({ path, body }) => `${path} ${String(JSON.parse(body).type)}`).sort(), [
      '/all contact.created',
      '/type contact.created',
    ])
  })

  it('carry the headers their owner set', async () => {
    const app = await sharedApp()
    await using receiver = await startReceiver()
    const workspace = await app.workspace()
    await subscribe(workspace, receiver.url, { headers: { 'X-Tenant': 'acme', Authorization: 'Bearer theirs' } })
    await makeContact(workspace)
    await receiver.count(1)
    const [received] = receiver.received
    assert.deepEqual(
      [received?.headers['x-tenant'], received?.headers.authorization, received?.headers['content-type']],
      ['acme', 'Bearer theirs', 'application/json'],
    )
    assert.match(received?.headers['user-agent'] ?? '', /^Pulse\//)
  })

  it('are signed with both secrets while they overlap, then with the new one alone', async () => {
    const clock = testClock()
    await using app = await startApp({ clock })
    await using receiver = await startReceiver()
    const workspace = await app.workspace()
    const { id, secret: old = '' } = await subscribe(workspace, receiver.url)
    const { secret: fresh = '' } = await workspace.call(webhooks.regenerateSecret, {
      params: { id },
      body: { overlapHours: 1 },
    })
    const verifies = (secret: string, index: number) => {
      const { body, headers } = receiver.received[index] ?? assert.fail('nothing received')
      try {
        new StandardWebhook(secret).verify(body, headers as Record<string, string>)
        return true
      } catch {
        return false
      }
    }
    await makeContact(workspace)
    await receiver.count(1)
    assert.deepEqual([verifies(old, 0), verifies(fresh, 0)], [true, true])
    await app.settle()
    await workspace.call(webhooks.regenerateSecret, { params: { id }, body: { overlapHours: 0 } })
    await makeContact(workspace)
    await receiver.count(2)
    assert.deepEqual([verifies(old, 1), verifies(fresh, 1)], [false, false])
  })

  it('take a secret of the caller’s own, raw or a key in base64', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    const key = `whsec_${Buffer.alloc(64, 7).toString('base64')}`
    for (const [secret, format] of [
      ['a-secret-of-my-own-choice', { format: 'raw' }],
      [key, undefined],
    ] as const) {
      await using receiver = await startReceiver()
      const made = await subscribe(workspace, receiver.url, { secret })
      assert.equal(made.secret, secret)
      await makeContact(workspace)
      await receiver.count(1)
      const [received] = receiver.received
      assert.ok(received)
      new StandardWebhook(secret, format).verify(received.body, received.headers as Record<string, string>)
    }
  })

  it('go by what a webhook is now, also when its id was another’s before', async () => {
    const app = await sharedApp()
    await using receiver = await startReceiver()
    const workspace = await app.workspace()
    await subscribe(workspace, `${receiver.url}/old`, { id: 'reused', secret: 'the-secret-before-it-was-deleted' })
    await makeContact(workspace)
    await app.settle()
    await workspace.call(webhooks.deleteWebhook, { params: { id: 'reused' } })
    const secret = 'the-secret-of-the-new-one'
    await subscribe(workspace, `${receiver.url}/new`, { id: 'reused', secret })
    await makeContact(workspace)
    await app.settle()
    assert.deepEqual(
      receiver.received.map(({ path }) => path),
      ['/old', '/new'],
    )
    const { body = '', headers } = receiver.received[1] ?? {}
    new StandardWebhook(secret, { format: 'raw' }).verify(body, headers as Record<string, string>)
  })

  it('of a test say at once how it went and stand in the log', async () => {
    const app = await sharedApp()
    await using receiver = await startReceiver()
    const workspace = await app.workspace()
    const { id } = await subscribe(workspace, receiver.url, { events: ['*'] })
    const good = await workspace.call(webhooks.testWebhook, { params: { id } })
    receiver.answer(() => ({ status: 418 }))
    const bad = await workspace.call(webhooks.testWebhook, { params: { id } })
    assert.deepEqual(
      [good.success, good.responseStatus, bad.success, bad.message],
      [true, 204, false, 'The endpoint answered 418.'],
    )
    await app.settle()
    const tests = (await logOf(workspace, id)).filter(({ eventType }) => eventType === 'webhook.tested')
    assert.deepEqual(
      tests.map(({ status }) => status),
      ['failed', 'delivered'],
    )
  })

  it('end with their webhook', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    const { id } = await subscribe(workspace, 'http://127.0.0.1:9/', { retryDelay: 3_600 })
    await makeContact(workspace)
    await app.settle()
    assert.equal((await logOf(workspace, id))[0]?.status, 'pending')
    await workspace.call(webhooks.deleteWebhook, { params: { id } })
    const due = await app.kernel.db(workspace.id).selectFrom('due_deliveries').select('id').execute()
    assert.deepEqual(due, [])
  })
})

describe('backoff', () => {
  it('doubles, stays within a tenth, and never exceeds a day', () => {
    assert.deepEqual(
      [1, 2, 3].map((attempts) => backoffMs(attempts, 60, () => 0.5)),
      [60_000, 120_000, 240_000],
    )
    assert.deepEqual([backoffMs(1, 60, () => 0), backoffMs(1, 60, () => 1)], [54_000, 66_000])
    assert.equal(
      backoffMs(30, 60, () => 0.5),
      86_400_000,
    )
  })

  it('reads Retry-After as seconds or as a date', () => {
    const now = Date.parse('2026-03-01T00:00:00Z')
    assert.equal(retryAfterMs('120', now), 120_000)
    assert.equal(retryAfterMs('Sun, 01 Mar 2026 00:01:00 GMT', now), 60_000)
    for (const useless of [undefined, '', 'soon', '-5', 'Sat, 28 Feb 2026 00:00:00 GMT'])
      assert.equal(retryAfterMs(useless, now), undefined)
    assert.equal(retryAfterMs('999999999', now), 86_400_000)
  })
})
