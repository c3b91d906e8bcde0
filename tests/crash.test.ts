import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createClient, records, webhooks, type Call } from '@pulse/contract'
import { pause } from '../apps/server/src/kernel/clock.ts'
import { startReceiver } from '../apps/server/src/test/receiver.ts'
import { dataFolder, enter, startServer, type ServerProcess } from './harness/server.ts'

const params = { plural: 'contacts' }
const rounds = 6

/** Creates records until told to stop; remembers every id that was accepted. */
function startLoad(accepted: Set<string>, current: () => { call: Call } | undefined) {
  let isOver = false
  let serial = 0
  const work = async () => {
    while (!isOver) {
      const server = current()
      try {
        if (!server) throw new Error('between two lives')
        const { id } = await server.call(records.createRecord, { params, body: { lastName: `Load ${++serial}` } })
        accepted.add(id)
      } catch {
        await pause(5)
      }
    }
  }
  const workers = Array.from({ length: 16 }, work)
  return async () => {
    isOver = true
    await Promise.all(workers)
  }
}

async function everyId(call: Call): Promise<Set<string>> {
  const ids = new Set<string>()
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { data: { id: string }[]; nextCursor: string | null } = await call(records.listRecords, {
      params,
      query: { limit: 200, ...(cursor && { cursor }) },
    })
    for (const { id } of page.data) ids.add(id)
    cursor = page.nextCursor
  }
  return ids
}

async function until(isTrue: () => boolean | Promise<boolean>, ms = 60_000): Promise<void> {
  for (const begun = Date.now(); !(await isTrue()); await pause(50)) if (Date.now() - begun > ms) return
}

describe('kill -9 in the middle of load', () => {
  it('loses nothing that was accepted: every record is there and every event arrives, repeats under the same id', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    await using receiver = await startReceiver()
    let server: ServerProcess = await startServer({ data })
    const { key, call } = await enter(server)
    await call(webhooks.createWebhook, {
      body: { url: receiver.url, events: ['contact.created'], format: 'standard', retryDelay: 1, maxRetries: 20 },
    })
    const accepted = new Set<string>()
    let current: { call: Call } | undefined = { call }
    const endLoad = startLoad(accepted, () => current)

    for (let round = 0; round < rounds; round++) {
      const before = accepted.size
      await until(() => accepted.size > before + 150)
      current = undefined
      const pid = Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
      await server.end('SIGKILL')
      // Every other time the database dies too.
      if (round % 2 === 1) process.kill(pid, 'SIGKILL')
      server = await startServer({ data })
      current = { call: createClient({ baseUrl: server.origin, token: key }) }
    }
    await until(() => accepted.size > 1_200)
    await endLoad()
    const stored = await everyId(createClient({ baseUrl: server.origin, token: key }))
    assert.deepEqual(
      [...accepted].filter((id) => !stored.has(id)),
      [],
      'accepted but not stored',
    )

    const receivedRecords = () =>
      new Set(receiver.received.map(({ body }) => (JSON.parse(body) as { data: { id: string } }).data.id))
    await until(() => receivedRecords().size >= stored.size)
    assert.deepEqual(
      [...stored].filter((id) => !receivedRecords().has(id)),
      [],
      'stored but never delivered',
    )
    const byEvent = Map.groupBy(receiver.received, ({ headers }) => String(headers['webhook-id']))
    assert.equal(byEvent.size, stored.size, 'one id for each event, however often it was sent')
    for (const tries of byEvent.values()) assert.equal(new Set(tries.map(({ body }) => body)).size, 1)
    assert.equal(await server.end('SIGTERM'), 0)
  })
})
