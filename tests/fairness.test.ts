import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { records, webhooks } from '@pulse/contract'
import { pause } from '../apps/server/src/kernel/clock.ts'
import { startApp } from '../apps/server/src/test/app.ts'
import { startReceiver } from '../apps/server/src/test/receiver.ts'

const total = 200_000
const params = { plural: 'contacts' }
/** Events the importer may have handled between another's commit and its arrival: a few batches of the dispatcher. */
const mostAhead = 2_500

describe('fairness', () => {
  it('lets a second workspace through while the first imports 200,000 rows', async () => {
    await using app = await startApp()
    await using receiver = await startReceiver()
    const [importer, other] = [await app.workspace(), await app.workspace()]
    await importer.call(webhooks.createWebhook, {
      body: { url: `${receiver.url}/import`, events: ['contact.created'], format: 'standard' },
    })
    await other.call(webhooks.createWebhook, {
      body: { url: `${receiver.url}/other`, events: ['contact.created'], format: 'standard' },
    })
    await app.settle()

    const arrivals: { isOther: boolean; name: string }[] = []
    let imported = 0
    const waiting = new Map<string, () => void>()
    receiver.answer(({ path, body }) => {
      const isOther = path === '/other'
      if (isOther) {
        const name = (JSON.parse(body) as { data: { lastName: string } }).data.lastName
        arrivals.push({ isOther, name })
        waiting.get(name)?.()
      } else imported++
      receiver.received.length = 0
      return { status: 204 }
    })

    let sent = 0
    const send = async () => {
      while (sent < total) {
        const first = sent
        sent += 500
        const rows = Array.from({ length: 500 }, (_, index) => ({ lastName: `Row ${first + index}` }))
        await importer.call(records.createRecords, { params, body: { records: rows } })
      }
    }
    const importing = Promise.all([send(), send()])
    const ahead: number[] = []
    for (let probe = 0; sent < total; probe++) {
      const name = `Probe ${probe}`
      const arrived = new Promise<void>((resolve) => waiting.set(name, resolve))
      await other.call(records.createRecord, { params, body: { lastName: name } })
      const before = imported
      await arrived
      ahead.push(imported - before)
      await pause(20)
    }
    await importing
    assert.ok(ahead.length >= 50, `${ahead.length} probes`)
    assert.ok(
      Math.max(...ahead) <= mostAhead,
      `at most ${Math.max(...ahead)} of the importer’s events came before one of the other’s`,
    )
    await app.settle()
    assert.equal(imported, total)
  })
})
