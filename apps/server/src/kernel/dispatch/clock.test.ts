import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { systemActor } from '#kernel/actor'
import { dayMs } from '#kernel/db/partitions'
import type { Feature } from '#kernel/feature'
import { startApp } from '#test/app'
import { testClock } from '#test/clock'
import { until } from '#test/until'
import { createApp } from '../../app.ts'
import { features } from '../../features.ts'

describe('a clock that ran ahead for days and was set right', () => {
  it('leaves no event unhandled after the next start', async () => {
    const seen: string[] = []
    const recorder: Feature = {
      name: 'recorder',
      install: ({ consumers }) =>
        void consumers.push({
          name: 'recorder',
          handle: async (events) => () => void seen.push(...events.map(({ data }) => data)),
        }),
    }
    const clock = testClock()
    await using app = await startApp({ clock, features: [...features, recorder] })
    const workspace = await app.workspace()
    const event = (data: object) => ({ events: [{ type: 'contact.created', data: { ...data } }], reply: null })
    clock.advance(3 * dayMs)
    await app.kernel.append(systemActor(workspace), event({ written: 'ahead' }))
    await app.settle()
    await app.stop()
    clock.advance(-3 * dayMs)
    const restarted = await createApp({ config: app.kernel.config, clock, features: [...features, recorder] })
    try {
      await restarted.kernel.append(systemActor(workspace), event({ written: 'after' }))
      const all = await until(
        () => seen,
        (data) => data.some((one) => one.includes('after')),
      )
      assert.match(all.at(-1) ?? '', /after/)
    } finally {
      await restarted.stop()
    }
  })
})
