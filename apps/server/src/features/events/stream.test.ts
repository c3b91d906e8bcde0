import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventLog, records, webhooks } from '@pulse/contract'
import { systemActor } from '#kernel/actor'
import { appendContact, eventsOf, isLive, namesOf, openEvents, writtenIn } from '#test/events'
import { sharedApp } from '#test/shared'
import { withSql } from '#test/sql'
import type { StreamReader } from '#test/stream'

describe('the event stream', () => {
  it('begins now and sends each event as GET /events/:id answers it', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    for (const prefix of ['/api/v1', '/api']) {
      const reader = await openEvents(app, workspace, { prefix })
      assert.match(reader.headers['content-type'] ?? '', /^text\/event-stream/)
      assert.ok(reader.headers['x-request-id'])
      await reader.until(isLive)
      const { id } = await workspace.call(records.createRecord, {
        params: { plural: 'contacts' },
        body: { lastName: 'a' },
      })
      await reader.until((messages) => messages.some(({ data }) => data.includes(id)))
      const sent = reader.messages.at(-1)
      const event = await workspace.call(eventLog.readEvent, { params: { id: sent?.id ?? '' } })
      assert.deepEqual(JSON.parse(sent?.data ?? ''), event)
      assert.equal(event.record?.id, id)
      assert.deepEqual(
        reader.messages.filter((message) => message.event === 'live'),
        [{ id: undefined, event: 'live', data: '{}' }],
      )
      reader.close()
    }
  })

  it('resumes behind Last-Event-ID, which wins over after, also over more than a page', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    const drafts = Array.from({ length: 1_300 }, (_, n) => ({ type: 'contact.created', data: { n } }))
    await app.kernel.append(systemActor(workspace), { events: drafts, reply: null })
    const whole = await openEvents(app, workspace, { query: '?after=start' })
    await whole.until((messages) => isLive(messages) && namesOf(whole).length === 1_300)
    assert.deepEqual(
      namesOf(whole),
      Array.from({ length: 1_300 }, (_, n) => n),
    )
    whole.close()
    const lastEventId = eventsOf(whole).find(({ data }) => data['n'] === 99)?.id
    const rest = await openEvents(app, workspace, { query: '?after=start', lastEventId })
    await rest.until(() => namesOf(rest).length === 1_200)
    assert.equal(namesOf(rest)[0], 100)
    rest.close()
  })

  it('sends only what its filters pass, from the log and live', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    const act = async (n: number) => {
      const contact = await workspace.call(records.createRecord, {
        params: { plural: 'contacts' },
        body: { lastName: `${n}` },
      })
      await workspace.call(webhooks.createWebhook, { body: { id: `w${n}`, url: 'https://example.com', events: ['*'] } })
      return contact.id
    }
    const first = await act(1)
    const queries = ['type=contact.created', 'type[in]=contact.created,order.created', 'recordType=contact']
    const readers = await Promise.all(
      queries.map((query) => openEvents(app, workspace, { query: `?after=start&${query}` })),
    )
    const ofWebhook = await openEvents(app, workspace, { query: `?after=start&recordId=w2` })
    await Promise.all([...readers, ofWebhook].map((reader) => reader.until(isLive)))
    const second = await act(2)
    await ofWebhook.until((messages) => messages.length === 2)
    assert.deepEqual(
      eventsOf(ofWebhook).map(({ type, record }) => [type, record?.id]),
      [['webhook.created', 'w2']],
    )
    for (const reader of readers) {
      await reader.until((messages) => messages.length === 3)
      assert.deepEqual(
        eventsOf(reader).map(({ record }) => record?.id),
        [first, second],
      )
      reader.close()
    }
    ofWebhook.close()
  })

  it('waits for a transaction with a lower id and then sends its events first', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    const reader = await openEvents(app, workspace)
    await reader.until(isLive)
    await withSql(app, async (client) => {
      await client.query('begin')
      await client.query('select pg_current_xact_id()')
      await appendContact(app, workspace, { n: 'quick' })
      await client.query(
        `insert into events (retention, id, workspace_id, epoch, type, actor_kind, actor_id, actor_name, data)
         values (90, $1, $2, $3, 'contact.created', 'system', 'x', 'x', '{"n":"late"}')`,
        [app.kernel.newId(), workspace.id, app.kernel.epoch()],
      )
      assert.deepEqual(namesOf(reader), [])
      await client.query('commit')
    })
    await reader.until(() => namesOf(reader).length === 2)
    assert.deepEqual(namesOf(reader), ['late', 'quick'])
    reader.close()
  })

  it('misses and repeats nothing under concurrent writers, however often it is lost', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    const begin = await openEvents(app, workspace)
    await begin.until(isLive)
    begin.close()
    let isWriting = true
    const writer = async () => {
      for (let n = 0; n < 100; n++) await appendContact(app, workspace, { n })
    }
    const steady = await openEvents(app, workspace, { query: '?type=contact.created' })
    const writing = Promise.all(Array.from({ length: 6 }, writer)).finally(() => (isWriting = false))
    const seen: string[] = []
    let lastEventId: string | undefined
    while (isWriting) {
      const reader = await openEvents(app, workspace, { query: '?after=start&type=contact.created', lastEventId })
      const wanted = 20 + (seen.length % 60)
      await Promise.race([reader.until((messages) => messages.length >= wanted), writing])
      reader.close()
      const ids = eventsOf(reader).map(({ id }) => id)
      seen.push(...ids)
      lastEventId = ids.at(-1) ?? lastEventId
    }
    await writing
    const last = await openEvents(app, workspace, { query: '?after=start&type=contact.created', lastEventId })
    const written = await writtenIn(app, workspace)
    await last.until((messages) => lastEventId === written.at(-1) || messages.some(({ id }) => id === written.at(-1)))
    seen.push(...eventsOf(last).map(({ id }) => id))
    last.close()
    assert.equal(written.length, 600)
    assert.deepEqual(seen, written)
    await steady.until(() => eventsOf(steady).length >= 600)
    assert.deepEqual(
      eventsOf(steady).map(({ id }) => id),
      written,
    )
    steady.close()
  })

  it('cuts over from the log to live without a gap while much is written, for many readers at once', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    let isWriting = true
    const batch = Array.from({ length: 50 }, (_, n) => ({ type: 'contact.created', data: { n } }))
    const writer = async () => {
      while (isWriting) await app.kernel.append(systemActor(workspace), { events: batch, reply: null })
    }
    const writing = Promise.all([writer(), writer()])
    const readers: StreamReader[] = []
    for (let n = 0; n < 8; n++) {
      const reader = await openEvents(app, workspace, { query: '?after=start' })
      readers.push(reader)
      await reader.until(isLive)
    }
    isWriting = false
    await writing
    const written = await writtenIn(app, workspace)
    assert.ok(written.length > 1_000, `${written.length} events`)
    for (const reader of readers) {
      await reader.until(() => reader.messages.at(-1)?.id === written.at(-1))
      assert.deepEqual(
        eventsOf(reader).flatMap(({ id, type }) => (type === 'contact.created' ? [id] : [])),
        written,
      )
      reader.close()
    }
  })
})
