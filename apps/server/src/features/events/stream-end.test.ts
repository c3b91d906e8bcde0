import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiKeys, eventLog } from '@pulse/contract'
import { startApp, type TestApp } from '#test/app'
import { appendContact, isLive, namesOf, openEvents } from '#test/events'
import { sharedApp } from '#test/shared'

describe('an event stream that is refused or ended', () => {
  it('shows nothing of another workspace and refuses keys, places and filters that are none', async () => {
    const app = await sharedApp()
    const [one, other] = [await app.workspace(), await app.workspace()]
    const reader = await openEvents(app, other, { query: '?after=start' })
    await reader.until(isLive)
    await appendContact(app, one, { n: 1 })
    await appendContact(app, other, { n: 2 })
    await reader.until((messages) => messages.some(({ data }) => data.includes('"n":2')))
    assert.deepEqual(namesOf(reader), [2])
    reader.close()

    const [event] = (await one.call(eventLog.listEvents, { query: { type: 'contact.created' } })).data
    const unknown = '01a1fc24-c486-7000-8084-bc766d3ee924'
    const ofOther = { 'last-event-id': event?.id ?? '' }
    const refused: [query: string, headers: Record<string, string>, status: number, code: string][] = [
      ['', ofOther, 410, 'event.position_gone'],
      [`?after=${unknown}`, {}, 410, 'event.position_gone'],
      ['', { 'last-event-id': 'nonsense' }, 400, 'request.invalid'],
      ['?after=yesterday', {}, 400, 'request.invalid'],
      ['?tpye=a', {}, 400, 'request.invalid'],
      ['?type=a&type=b', {}, 400, 'request.invalid'],
      ['?type=%00', {}, 400, 'request.invalid'],
      ['?createdAt[gte]=2026-01-01', {}, 400, 'request.invalid'],
      ['', { authorization: 'Bearer nonsense' }, 401, 'auth.key_invalid'],
    ]
    for (const [query, headers, status, code] of refused) {
      const answer = await other.request('GET', `/api/v1/events/stream${query}`, { headers })
      assert.deepEqual([answer.status, answer.body.code], [status, code], query)
    }
    const blind = await app.workspace({ scopes: ['events:write'] })
    assert.equal((await blind.request('GET', '/api/v1/events/stream')).status, 403)
  })

  it('ends when its key is revoked', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    const { key = '', id } = await workspace.call(apiKeys.createApiKey, {
      body: { name: 'Reader', scopes: ['events:read'] },
    })
    const reader = await openEvents(app, workspace, { key })
    await reader.until(isLive)
    const begun = performance.now()
    await workspace.call(apiKeys.revokeApiKey, { params: { id } })
    await reader.ended
    assert.ok(performance.now() - begun < 3_000)
  })

  it('cuts off a reader who does not read, who then resumes without a gap', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    const cut = closedByServer(app)
    const reader = await openEvents(app, workspace)
    const quick = await openEvents(app, workspace)
    await Promise.all([reader.until(isLive), quick.until(isLive)])
    reader.pause()
    const filler = 'x'.repeat(200_000)
    for (let n = 0; n < 100; n++) await appendContact(app, workspace, { n, filler })
    await quick.until(() => quick.messages.length >= 101)
    quick.close()
    await cut
    // What the connection holds still comes through; the rest never does.
    reader.resume()
    await reader.ended
    const got = namesOf(reader)
    assert.ok(got.length < 100, `${got.length} events`)
    const again = await openEvents(app, workspace, { lastEventId: reader.messages.findLast(({ id }) => id)?.id })
    await again.until(() => got.length + namesOf(again).length >= 100)
    assert.deepEqual(
      [...got, ...namesOf(again)],
      Array.from({ length: 100 }, (_, n) => n),
    )
    again.close()
  })

  it('is refused above the most a workspace may have, and free again when one is closed', async () => {
    await using app = await startApp({ environment: { MAX_STREAMS: '2' } })
    const [workspace, other] = [await app.workspace(), await app.workspace()]
    const [one, two] = [await openEvents(app, workspace), await openEvents(app, workspace)]
    const refused = await workspace.request('GET', '/api/v1/events/stream')
    assert.deepEqual([refused.status, refused.body.code], [429, 'stream.limit_reached'])
    assert.equal(refused.headers.get('retry-after'), '5')
    const elsewhere = await openEvents(app, other)
    assert.equal(elsewhere.status, 200)
    one.close()
    let again = await openEvents(app, workspace)
    while (again.status !== 200) again = await openEvents(app, workspace)
    for (const reader of [two, again, elsewhere]) reader.close()
  })

  it('ends quickly when the server stops, also for a reader who does not read', async () => {
    await using app = await startApp()
    const workspace = await app.workspace()
    const readers = await Promise.all(Array.from({ length: 20 }, () => openEvents(app, workspace)))
    await Promise.all(readers.map((reader) => reader.until(isLive)))
    const [stalled, ...others] = readers
    stalled?.pause()
    const filler = 'x'.repeat(200_000)
    for (let n = 0; n < 40; n++) await appendContact(app, workspace, { n, filler })
    await Promise.all(others.map((reader) => reader.until((messages) => messages.length > 40)))
    const begun = performance.now()
    await app.stop()
    await Promise.all(others.map(({ ended }) => ended))
    assert.ok(performance.now() - begun < 2_000, `${performance.now() - begun} ms`)
  })
})

/** Resolves when the server has closed the connection of the next request. */
const closedByServer = ({ kernel }: TestApp) =>
  new Promise<void>((resolve) => {
    kernel.server.server.once('request', (_, response) => response.once('close', resolve))
  })
