import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pause } from '#kernel/clock'
import { startApp } from '#test/app'
import { startReceiver } from '#test/receiver'
import { gate, logOf, makeContact, makeContacts, subscribe } from '#test/webhooks'

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
