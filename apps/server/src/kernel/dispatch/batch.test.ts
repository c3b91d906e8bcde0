import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { systemActor } from '#kernel/actor'
import type { Feature } from '#kernel/feature'
import { startApp } from '#test/app'
import { features } from '../../features.ts'

const megabyte = 1_048_576

describe('a batch of events', () => {
  it('is bounded by its size in memory, also where the log holds it compressed, and nothing is left out', async () => {
    const batches: number[] = []
    const seen = new Set<string>()
    const recorder: Feature = {
      name: 'recorder',
      install: ({ consumers }) =>
        void consumers.push({
          name: 'recorder',
          handle: async (events) => () => {
            for (const { id } of events) seen.add(id)
            batches.push(events.reduce((sum, { data }) => sum + data.length, 0))
          },
        }),
    }
    await using app = await startApp({ features: [...features, recorder] })
    const workspace = await app.workspace()
    await app.settle()
    const before = seen.size
    const data = { text: 'x'.repeat(250_000) }
    await app.kernel.append(systemActor(workspace), {
      events: Array.from({ length: 150 }, () => ({ type: 'contact.created', data })),
      reply: null,
    })
    await app.settle()
    assert.equal(seen.size - before, 150)
    assert.ok(Math.max(...batches) < 17 * megabyte, `${Math.max(...batches)} bytes`)
    assert.ok(Math.max(...batches) > 15 * megabyte, `${Math.max(...batches)} bytes`)
  })
})
