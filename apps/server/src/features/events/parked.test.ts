import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parkedEvents, records } from '@pulse/contract'
import type { Consumer } from '#kernel/dispatch/consumer'
import type { Feature } from '#kernel/feature'
import type { StoredEvent } from '#kernel/spine/event'
import { startApp, type TestApp } from '#test/app'
import { appendContact } from '#test/events'
import { sharedApp } from '#test/shared'
import { withSql } from '#test/sql'
import { features } from '../../features.ts'

/** A consumer that fails on what it is told to, until it is mended. */
function fragile({ name = 'fragile', ordered = false } = {}) {
  const seen: StoredEvent[] = []
  const state = { tries: 0, isBroken: (event: StoredEvent) => event.data.includes('poison') }
  const consumer: Consumer = {
    name,
    ordered,
    async handle(events) {
      const bad = events.find((event) => state.isBroken(event))
      if (bad) throw new Error(`cannot stand ${bad.type}, try ${++state.tries}`)
      return () => void seen.push(...events)
    },
  }
  const feature: Feature = { name, install: (kernel) => void kernel.consumers.push(consumer) }
  return { seen, feature, mend: (isBroken: typeof state.isBroken = () => false) => void (state.isBroken = isBroken) }
}

const start = (...some: { feature: Feature }[]) =>
  startApp({ features: [...features, ...some.map(({ feature }) => feature)] })

const namesOf = (events: readonly StoredEvent[]) =>
  events.flatMap(({ type, data }) =>
    type.startsWith('contact.') ? [(JSON.parse(data) as { lastName?: string; n?: number }).lastName ?? ''] : [],
  )

/** A contact and its changes, each of which is an event. */
async function contactWith({ workspace: make }: TestApp, names: readonly string[]) {
  const workspace = await make()
  const params = { plural: 'contacts' }
  const [first = '', ...others] = names
  const { id } = await workspace.call(records.createRecord, { params, body: { lastName: first } })
  for (const lastName of others)
    await workspace.call(records.patchRecord, { params: { ...params, id }, body: { lastName } })
  return { ...workspace, contactId: id }
}

describe('parked events', () => {
  it('are listed with their consumer, error and event, page by page', async () => {
    const [one, other] = [fragile({ name: 'one' }), fragile({ name: 'other' })]
    await using app = await start(one, other)
    const { call, contactId } = await contactWith(app, ['poison 1', 'poison 2'])
    await app.settle()
    const seen: parkedEvents.ParkedEvent[] = []
    let cursor: string | undefined
    do {
      const page = await call(parkedEvents.listParked, { query: { limit: 3, ...(cursor && { cursor }) } })
      assert.equal(page.total, 4)
      seen.push(...page.data)
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    assert.deepEqual(
      seen.map(({ consumer, event }) => `${event.type} ${consumer}`),
      ['contact.created one', 'contact.created other', 'contact.updated one', 'contact.updated other'],
    )
    assert.match(seen[0]?.error ?? '', /cannot stand contact\.created/)
    assert.deepEqual(seen[2]?.event.record, { type: 'contact', id: contactId, version: 2 })
    const list = async (query: Record<string, unknown>) => (await call(parkedEvents.listParked, { query })).data.length
    assert.deepEqual(
      [await list({ consumer: 'one' }), await list({ type: 'contact.updated' }), await list({ page: 2, limit: 3 })],
      [2, 2, 1],
    )
  })

  it('go back to their consumer, singly or all; what fails again stays with its new error', async () => {
    const { seen, feature, mend } = fragile()
    await using app = await start({ feature })
    const workspace = await app.workspace()
    for (const n of [1, 2, 3]) await appendContact(app, workspace, { n, lastName: `poison ${n}` })
    await app.settle()
    const parked = async () => (await workspace.call(parkedEvents.listParked, { query: {} })).data
    const [first, second] = await parked()
    const retry = (body: object) => workspace.call(parkedEvents.retryParked, { body })
    mend(({ data }) => !data.includes('poison 1'))
    assert.deepEqual(await retry({ eventIds: [first?.event.id, second?.event.id] }), { done: 1, failed: 1 })
    assert.deepEqual(namesOf(seen), ['poison 1'])
    const left = await parked()
    assert.equal(left.length, 2)
    assert.equal(left[0]?.event.id, second?.event.id)
    assert.notEqual(left[0]?.error, second?.error)
    mend()
    assert.deepEqual(await retry({ consumer: 'webhooks' }), { done: 0, failed: 0 })
    assert.deepEqual(await retry({ consumer: 'fragile' }), { done: 2, failed: 0 })
    assert.deepEqual([await parked(), await retry({})], [[], { done: 0, failed: 0 }])
    assert.deepEqual(namesOf(seen), ['poison 1', 'poison 2', 'poison 3'])
  })

  it('go back once each when many are retried at the same time', async () => {
    const { seen, feature } = fragile()
    await using app = await start({ feature })
    const workspace = await app.workspace()
    const drafts = Array.from({ length: 130 }, (_, n) => ({ lastName: `contact ${n}` }))
    await Promise.all(drafts.map((draft) => appendContact(app, workspace, draft)))
    await app.settle()
    seen.length = 0
    await withSql(app, (client) =>
      client.query(
        `insert into parked_events (consumer, workspace_id, event_id, event_type, error, parked_at)
         select 'fragile', workspace_id, id, type, 'set aside by a test', now() from events where type = 'contact.created'`,
      ),
    )
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => workspace.call(parkedEvents.retryParked, { body: {} })))
    assert.equal(
      outcomes.reduce((sum, { done }) => sum + done, 0),
      130,
    )
    assert.equal(new Set(namesOf(seen)).size, 130)
    assert.equal(namesOf(seen).length, 130)
  })

  it('of a record go back in order where order matters, whichever of them was asked for', async () => {
    const { seen, feature, mend } = fragile({ ordered: true })
    await using app = await start({ feature })
    const { call } = await contactWith(app, ['poison', 'a', 'b', 'c'])
    await app.settle()
    assert.deepEqual(namesOf(seen), [])
    const { data: parked } = await call(parkedEvents.listParked, { query: {} })
    assert.equal(parked.length, 4)
    const retry = () => call(parkedEvents.retryParked, { body: { eventIds: [parked.at(-1)?.event.id ?? ''] } })
    assert.deepEqual(await retry(), { done: 0, failed: 4 })
    mend(({ data }) => data.includes('"b"'))
    assert.deepEqual(await retry(), { done: 2, failed: 2 })
    assert.deepEqual(namesOf(seen), ['poison', 'a'])
    mend()
    assert.deepEqual(await retry(), { done: 2, failed: 0 })
    assert.deepEqual(namesOf(seen), ['poison', 'a', 'b', 'c'])
  })

  it('are given up for good, which frees what waited behind them', async () => {
    const { seen, feature } = fragile({ ordered: true })
    await using app = await start({ feature })
    const { call } = await contactWith(app, ['poison', 'a', 'b'])
    await app.settle()
    const { data: parked } = await call(parkedEvents.listParked, { query: {} })
    const first = parked[0]?.event.id ?? ''
    assert.deepEqual(await call(parkedEvents.discardParked, { body: { eventIds: [first] } }), { done: 1, failed: 0 })
    assert.deepEqual(await call(parkedEvents.retryParked, { body: {} }), { done: 2, failed: 0 })
    assert.deepEqual(namesOf(seen), ['a', 'b'])
  })

  it('of another workspace are neither seen, retried nor discarded', async () => {
    const { seen, feature, mend } = fragile()
    await using app = await start({ feature })
    const [one, other] = [await app.workspace(), await app.workspace()]
    await appendContact(app, one, { lastName: 'poison' })
    await app.settle()
    mend()
    const [parked] = (await one.call(parkedEvents.listParked, { query: {} })).data
    const eventIds = [parked?.event.id ?? '']
    assert.deepEqual((await other.call(parkedEvents.listParked, { query: {} })).data, [])
    for (const body of [{ eventIds }, {}]) {
      assert.deepEqual(await other.call(parkedEvents.retryParked, { body }), { done: 0, failed: 0 })
      assert.deepEqual(await other.call(parkedEvents.discardParked, { body }), { done: 0, failed: 0 })
    }
    assert.equal((await one.call(parkedEvents.listParked, { query: {} })).data.length, 1)
    assert.deepEqual(namesOf(seen), [])
  })

  it('need their scopes and refuse what is no selection', async () => {
    const app = await sharedApp()
    const reader = await app.workspace({ scopes: ['events:read'] })
    const writer = await app.workspace({ scopes: ['events:write'] })
    assert.equal((await writer.request('GET', '/api/v1/events/parked')).status, 403)
    const id = '01a1fc24-c486-7000-8084-bc766d3ee924'
    const refused: [body: object, path: string][] = [
      [{ eventIds: ['mine'] }, 'eventIds.0'],
      [{ eventIds: [] }, 'eventIds'],
      [{ eventIds: Array.from({ length: 501 }, () => id) }, 'eventIds'],
      [{ consumer: 'webhook\0' }, 'consumer'],
      [{ ids: [id] }, 'ids'],
    ]
    for (const action of ['retry', 'discard']) {
      const path = `/api/v1/events/parked/${action}`
      assert.equal((await reader.request('POST', path, { body: {} })).status, 403)
      for (const [body, issue] of refused) {
        const answer = await writer.request('POST', path, { body })
        assert.deepEqual(
          [answer.status, answer.body.issues?.[0]?.path],
          [400, issue],
          JSON.stringify(body).slice(0, 80),
        )
      }
    }
    const misspelt = await writer.request('POST', '/api/v1/events/parked/retry', { body: { consumer: 'webhoks' } })
    assert.deepEqual([misspelt.status, misspelt.body.issues?.[0]?.path], [400, 'consumer'])
    assert.match(misspelt.body.issues?.[0]?.message ?? '', /"webhooks"/)
    for (const query of ['cursor=abc', 'consumr=webhooks', 'consumer=a&consumer=b'])
      assert.equal((await reader.request('GET', `/api/v1/events/parked?${query}`)).status, 400, query)
  })
})
