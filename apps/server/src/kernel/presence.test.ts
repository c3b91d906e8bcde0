import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pause } from '#kernel/clock'
import { startApp } from '#test/app'
import { withSql } from '#test/sql'
import { until } from '#test/until'
import { createPresence } from './presence.ts'

describe('the heartbeat', () => {
  it('tells of a lapse also when the beat that was begun before it comes through', async () => {
    await using app = await startApp()
    const timing = { beatMs: 400, leaseMs: 1_000 }
    const presence = createPresence(app.kernel, timing)
    let lapses = 0
    presence.onLapse(() => void lapses++)
    await presence.start(false)
    await withSql(app, async (client) => {
      await client.query('begin')
      await client.query('select from workers where id = $1 for update', [presence.id])
      // Ends between two beats, so that none begins after the lapse.
      await pause(timing.leaseMs + 100)
      assert.deepEqual([presence.holdsLeases(), lapses], [false, 0])
      await client.query('commit')
    })
    await until(
      () => presence.holdsLeases(),
      (isHeld) => isHeld,
    )
    assert.ok(lapses > 0)
    await presence.stop()
  })
})
