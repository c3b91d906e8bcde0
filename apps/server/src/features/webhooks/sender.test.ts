import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { webhooks } from '@pulse/contract'
import { systemActor } from '#kernel/actor'
import { pause } from '#kernel/clock'
import type { StoredEvent } from '#kernel/spine/event'
import { startApp } from '#test/app'
import { startReceiver } from '#test/receiver'
import { withSql } from '#test/sql'
import { until } from '#test/until'
import { gate, logOf, makeContact, makeContacts, subscribe } from '#test/webhooks'
import { Sender, type Try } from './sender.ts'
import type { Target } from './target.ts'

describe('endpoints', () => {
  it('with the same slow origin do not use up each other’s time', async () => {
    await using app = await startApp()
    await using receiver = await startReceiver(async () => {
      await pause(3_000)
      return { status: 204 }
    })
    const workspaces = [await app.workspace(), await app.workspace(), await app.workspace()]
    const logs = workspaces.map(async (workspace) => {
      const { id } = await subscribe(workspace, receiver.url, { timeoutSeconds: 5, maxRetries: 0 })
      await makeContacts(workspace, 64)
      return () => logOf(workspace, id)
    })
    const reads = await Promise.all(logs)
    await app.settle()
    const all = (await Promise.all(reads.map((read) => read()))).flat()
    assert.deepEqual(
      new Set(all.map(({ status, errorMessage }) => `${status} ${errorMessage}`)),
      new Set(['delivered null']),
    )
    assert.equal(receiver.received.length, 3 * 64)
  })

  it('that hang, however many, leave room for one that answers', async () => {
    await using app = await startApp()
    const door = gate()
    await using hanging = await startReceiver(door.answer)
    await using prompt = await startReceiver()
    const [busy, other] = [await app.workspace(), await app.workspace()]
    for (let index = 0; index < 20; index++) await subscribe(busy, `${hanging.url}/${index}`)
    await makeContacts(busy, 100)
    await hanging.count(400)
    await subscribe(other, prompt.url)
    await makeContact(other)
    assert.equal(await Promise.race([prompt.count(1).then(() => 'arrived'), pause(5_000)]), 'arrived')
    door.open()
    await app.settle()
    assert.equal(hanging.received.length, 20 * 100)
  })
})

describe('large deliveries', () => {
  it('wait in the database rather than in memory, and all arrive', async () => {
    await using app = await startApp()
    const { answer, open } = gate()
    await using receiver = await startReceiver(answer)
    const workspace = await app.workspace()
    await subscribe(workspace, receiver.url)
    const data = { text: 'x'.repeat(250_000) }
    const event = { type: 'contact.created', data }
    for (let part = 0; part < 5; part++)
      await app.kernel.append(systemActor(workspace), { events: Array.from({ length: 40 }, () => event), reply: null })
    await receiver.count(64)
    const free = () =>
      withSql(app, async (client) => {
        const { rows } = await client.query<{ count: number }>(
          'select count(*)::int as count from due_deliveries where worker_id is null',
        )
        return rows[0]?.count ?? 0
      })
    const waiting = await until(free, (count) => count > 20)
    const inMemory = app.kernel.queues.get('deliveries')?.()['queued'] ?? 0
    assert.ok(waiting > 20 && inMemory <= 110, `${waiting} in the database, ${inMemory} in memory`)
    open()
    await until(
      () => receiver.received.length,
      (count) => count === 200,
    )
    await app.settle()
    assert.equal(receiver.received.length, 200)
  })
})

describe('a test', () => {
  it('goes before what waits', async () => {
    await using app = await startApp()
    const { answer, pass, open } = gate()
    await using receiver = await startReceiver(answer)
    const workspace = await app.workspace()
    const { id } = await subscribe(workspace, receiver.url)
    await makeContacts(workspace, 200)
    await receiver.count(64)
    const tested = workspace.call(webhooks.testWebhook, { params: { id } })
    await until(
      () => app.kernel.queues.get('deliveries')?.(),
      (counts) => counts?.['queued'] === 200 - 64 + 1,
    )
    pass(1)
    await receiver.count(65)
    assert.match(receiver.received[64]?.body ?? '', /webhook\.tested/)
    open()
    assert.equal((await tested).success, true)
  })

  it('is answered when it is taken back before it was sent', async () => {
    await using app = await startApp()
    const { answer, open } = gate()
    await using receiver = await startReceiver(answer)
    const sender = new Sender(app.kernel, { record: () => {}, inHand: new Set() })
    const owed = () => ({ id: app.kernel.newId(), event, target: { ...target, url: receiver.url }, attempts: 0 })
    sender.take(Array.from({ length: 64 }, owed))
    const done = new Promise<Try>((resolve) => sender.take([{ ...owed(), onDone: resolve }]))
    await receiver.count(64)
    sender.clear()
    const { outcome } = await done
    assert.equal(outcome.answered, false)
    open()
    await sender.drain()
    assert.equal(receiver.received.length, 64)
  })
})

const event: StoredEvent = {
  id: '0194a0f0-0000-7000-8000-000000000000',
  workspaceId: '0194a0f0-0000-7000-8000-000000000001',
  retention: 90,
  epoch: 1,
  xid: '1',
  type: 'contact.created',
  record: null,
  actor: { kind: 'system', id: 'x', name: 'x' },
  data: '{}',
  previous: null,
}

const target: Target = {
  workspaceId: event.workspaceId,
  id: 'hook',
  url: '',
  events: ['*'],
  format: 'standard',
  headers: {},
  maxRetries: 0,
  retryDelay: 1,
  timeoutMs: 10_000,
  secrets: ['secret'],
  ownerId: 'x',
  isActive: true,
  version: 1,
  since: { epoch: 1, xid: 0n },
}
