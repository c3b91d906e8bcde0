import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { records, type health as healthContract } from '@pulse/contract'
import { systemActor } from '#kernel/actor'
import { pause } from '#kernel/clock'
import type { Consumer } from '#kernel/dispatch/consumer'
import type { Feature } from '#kernel/feature'
import type { StoredEvent } from '#kernel/spine/event'
import { startApp, type TestApp } from '#test/app'
import { withSql } from '#test/sql'
import { features } from '../../features.ts'

type DetailedHealth = healthContract.DetailedHealth

/** A consumer that remembers what it handled, and fails where it is told to. */
function recorder(options: { ordered?: boolean; failOn?: (event: StoredEvent) => boolean } = {}) {
  const seen: StoredEvent[] = []
  const batches: number[] = []
  const consumer: Consumer = {
    name: 'recorder',
    ...(options.ordered && { ordered: true }),
    async handle(events) {
      if (events.some((event) => options.failOn?.(event))) throw new Error('poison')
      batches.push(events.length)
      return () => void seen.push(...events)
    },
  }
  const feature: Feature = { name: 'recorder', install: (kernel) => void kernel.consumers.push(consumer) }
  return { seen, batches, features: [...features, feature] }
}

const make = (
  app: TestApp,
  workspace: { id: string; retention: number; timeZone: string },
  count: number,
  data: object = {},
) =>
  Promise.all(
    Array.from({ length: count }, (_, n) =>
      app.kernel.append(systemActor(workspace), {
        events: [{ type: 'contact.created', data: { n, ...data } }],
        reply: null,
      }),
    ),
  )

const contactsOf = (seen: StoredEvent[], workspaceId?: string) =>
  seen.filter(({ type, workspaceId: of }) => type === 'contact.created' && (!workspaceId || of === workspaceId))

describe('the dispatcher', () => {
  it('hands every event to every consumer once, in batches', async () => {
    const { seen, batches, features: all } = recorder()
    await using app = await startApp({ features: all })
    const workspaces = [await app.workspace(), await app.workspace(), await app.workspace()]
    await Promise.all(workspaces.map((workspace) => make(app, workspace, 300)))
    await app.settle()
    assert.equal(contactsOf(seen).length, 900)
    assert.equal(new Set(seen.map(({ id }) => id)).size, seen.length)
    assert.ok(batches.length < 300, `${batches.length} batches`)
  })

  it('skips nothing when a transaction with a lower id commits late', async () => {
    const { seen, features: all } = recorder()
    await using app = await startApp({ features: all })
    const workspace = await app.workspace()
    await app.settle()
    await withSql(app, async (client) => {
      await client.query('begin')
      await client.query('select pg_current_xact_id()')
      await make(app, workspace, 5)
      await pause(50)
      assert.equal(contactsOf(seen).length, 0, 'events above the horizon wait')
      await client.query(
        `insert into events (retention, id, workspace_id, epoch, type, actor_kind, actor_id, actor_name, data)
         values (90, $1, $2, $3, 'contact.created', 'system', 'x', 'x', '{"late":true}')`,
        [app.kernel.newId(), workspace.id, app.kernel.epoch()],
      )
      await client.query('commit')
    })
    await app.settle()
    const contacts = contactsOf(seen)
    assert.equal(contacts.length, 6)
    assert.match(contacts[0]?.data ?? '', /late/)
  })

  it('tries a failing event again, parks it with its reason, and goes on for everyone else', async () => {
    const { seen, features: all } = recorder({ failOn: ({ data }) => data.includes('poison') })
    await using app = await startApp({ features: all })
    const [one, other] = [await app.workspace(), await app.workspace()]
    await make(app, one, 3)
    await make(app, one, 1, { poison: true })
    await make(app, one, 3)
    await make(app, other, 5)
    await app.settle()
    assert.deepEqual([contactsOf(seen, one.id).length, contactsOf(seen, other.id).length], [6, 5])
    const parked = await withSql(
      app,
      async (client) => (await client.query('select consumer, error from parked_events')).rows,
    )
    assert.equal(parked.length, 1)
    assert.match(parked[0].error, /poison/)
    const health = (await (await fetch(`${app.baseUrl}/health/detailed`)).json()) as DetailedHealth
    assert.equal(health.status, 'degraded')
    assert.deepEqual(health.consumers.find(({ consumer }) => consumer === 'recorder')?.parked, 1)
    assert.match(
      await (await fetch(`${app.baseUrl}/health/metrics`)).text(),
      /pulse_events_parked\{consumer="recorder"\} 1/,
    )
  })

  it('goes on in a workspace whose very first event failed', async () => {
    let failures = 0
    const { seen, features: all } = recorder({ failOn: ({ type }) => type === 'workspace.created' && ++failures <= 2 })
    await using app = await startApp({ features: all })
    const workspace = await app.workspace()
    await make(app, workspace, 3)
    await app.settle()
    assert.equal(failures > 0, true)
    assert.equal(contactsOf(seen, workspace.id).length, 3)
  })

  it('holds later events of a parked record back, for consumers that depend on order', async () => {
    const { seen, features: all } = recorder({
      ordered: true,
      failOn: ({ type, data }) => type === 'contact.updated' && data.includes('"bad"'),
    })
    await using app = await startApp({ features: all })
    const { call } = await app.workspace()
    const params = { plural: 'contacts' }
    const [held, free] = [
      await call(records.createRecord, { params, body: { lastName: 'a' } }),
      await call(records.createRecord, { params, body: { lastName: 'b' } }),
    ]
    await call(records.patchRecord, { params: { ...params, id: held.id }, body: { lastName: 'bad' } })
    await call(records.patchRecord, { params: { ...params, id: held.id }, body: { lastName: 'good' } })
    await call(records.patchRecord, { params: { ...params, id: free.id }, body: { lastName: 'good' } })
    await app.settle()
    const updates = seen.filter(({ type }) => type === 'contact.updated').map(({ record }) => record?.id)
    assert.deepEqual(updates, [free.id])
    const parked = await withSql(app, async (client) =>
      (await client.query('select error from parked_events order by event_id')).rows.map(({ error }) => error),
    )
    assert.equal(parked.length, 2)
    assert.match(parked[1], /^Held: an earlier event of the same record is parked/)
  })

  it('goes on where it was after the data moved to a cluster whose transaction ids restart', async () => {
    const { seen, features: all } = recorder()
    await using app = await startApp({ features: all })
    const workspace = await app.workspace()
    await make(app, workspace, 3)
    await app.settle()
    // What a restore looks like from here: another system identifier, positions far ahead of the new ids.
    await withSql(app, async (client) => {
      await client.query(`update consumer_positions set xid = '9000000000000'`)
      await client.query('update cluster set system_identifier = 1')
    })
    const { createApp } = await import('../../app.ts')
    await app.stop()
    const moved = await createApp({ config: app.kernel.config, features: all })
    try {
      const before = seen.length
      await moved.kernel.append(systemActor(workspace), {
        events: [{ type: 'contact.created', data: { after: 'restore' } }],
        reply: null,
      })
      await moved.settle()
      assert.equal(seen.length, before + 1)
      assert.match(seen.at(-1)?.data ?? '', /restore/)
    } finally {
      await moved.stop()
    }
  })

  it('hears of events that another process committed', async () => {
    const { seen, features: all } = recorder()
    await using app = await startApp({ features: all })
    const workspace = await app.workspace()
    await app.settle()
    const { createApp } = await import('../../app.ts')
    const other = await createApp({ config: app.kernel.config, features: [] })
    try {
      const begun = performance.now()
      await other.kernel.append(systemActor(workspace), {
        events: [{ type: 'contact.created', data: {} }],
        reply: null,
      })
      while (contactsOf(seen).length === 0 && performance.now() - begun < 5_000) await pause(5)
      assert.equal(contactsOf(seen).length, 1)
    } finally {
      await other.stop()
    }
  })
})
