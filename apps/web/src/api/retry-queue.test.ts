import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RetryQueue } from './retry-queue.ts'

type Answer = number | 'unreachable'

/** A server that gives each request the next of its answers, and remembers what it was asked. */
function server(answers: Answer[], headers: Record<string, string> = {}) {
  const asked: string[] = []
  const waits: number[] = []
  const queue = new RetryQueue({
    fetch: async (input) => {
      asked.push(input instanceof Request ? input.url : input.toString())
      const answer = answers.shift() ?? 200
      if (answer === 'unreachable') throw new TypeError('fetch failed')
      return new Response(null, { status: answer, headers })
    },
    wait: async (ms) => void waits.push(ms),
  })
  return { queue, asked, waits }
}

const write = { method: 'POST', headers: { 'idempotency-key': 'k' } }

describe('the retry queue', () => {
  it('sends again until the server can be reached, and says meanwhile that something waits', async () => {
    const { queue, asked } = server(['unreachable', 'unreachable', 503, 200])
    const counts: (number | undefined)[] = []
    queue.waiting.subscribe(() => counts.push(queue.waiting.get()?.count))
    assert.equal((await queue.send('/a', write)).status, 200)
    assert.equal(asked.length, 4)
    assert.deepEqual([counts[0], counts.at(-1)], [1, undefined])
  })

  it('keeps the order: what comes while others wait goes behind them', async () => {
    const { queue, asked } = server(['unreachable', 'unreachable'])
    const [first, second] = [queue.send('/a', write), queue.send('/b')]
    await Promise.all([first, second])
    assert.deepEqual(asked, ['/a', '/b', '/a', '/b'])
  })

  it('never repeats a write that carries no key', async () => {
    const { queue, asked } = server(['unreachable'])
    await assert.rejects(queue.send('/a', { method: 'POST' }), TypeError)
    assert.equal(asked.length, 1)
  })

  it('waits as long as the server asks for, and believes a server that keeps refusing', async () => {
    const { queue, waits } = server([429, 429, 429, 429, 429, 429, 429], { 'retry-after': '7' })
    assert.equal((await queue.send('/a')).status, 429)
    assert.equal(waits.filter((ms) => ms === 7_000).length, 4)
  })

  it('hands out refusals that waiting does not change at once', async () => {
    const { queue, asked } = server([422])
    assert.equal((await queue.send('/a', write)).status, 422)
    assert.equal(asked.length, 1)
  })

  it('forgets a request that was called off', async () => {
    const given = new AbortController()
    const queue = new RetryQueue({
      fetch: () => Promise.reject(new TypeError('fetch failed')),
      wait: () => new Promise((resolve) => setImmediate(resolve)),
    })
    const sent = queue.send('/a', { signal: given.signal })
    given.abort(new Error('left the page'))
    await assert.rejects(sent, /left the page|fetch failed/)
    assert.equal(queue.waiting.get(), null)
  })
})
