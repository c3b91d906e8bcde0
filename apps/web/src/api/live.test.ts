import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { Live } from './live.ts'

interface Connection {
  lastId: string | undefined
  reply: ServerResponse
}

/** A stream server that hands every connection to the test. */
async function streamServer() {
  const waiting: ((connection: Connection) => void)[] = []
  const server = createServer((request, reply) => {
    reply.writeHead(200, { 'content-type': 'text/event-stream' })
    const lastId = request.headers['last-event-id']
    waiting.shift()?.({ lastId: typeof lastId === 'string' ? lastId : undefined, reply })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    connection: () => new Promise<Connection>((resolve) => waiting.push(resolve)),
    [Symbol.dispose]: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const send = (reply: ServerResponse, id: string) => reply.write(`id: ${id}\ndata: {"id":"${id}"}\n\n`)

/** Collects ids until there are as many as wanted. */
function collector(live: Live) {
  const ids: string[] = []
  let check = () => {}
  live.onEvents((events) => {
    ids.push(...events.map(({ id }) => id))
    check()
  })
  return (count: number) =>
    new Promise<string[]>((resolve) => {
      check = () => ids.length >= count && resolve(ids)
      check()
    })
}

describe('the live stream', () => {
  it('resumes behind the last event after the connection is lost', async () => {
    using server = await streamServer()
    const live = new Live({ url: server.url, key: () => 'key' })
    const collected = collector(live)
    const first = server.connection()
    live.start()
    const one = await first
    one.reply.write('event: live\ndata: {}\n\n')
    send(one.reply, 'a')
    send(one.reply, 'b')
    await collected(2)
    const second = server.connection()
    one.reply.destroy()
    const two = await second
    assert.equal(two.lastId, 'b')
    send(two.reply, 'c')
    assert.deepEqual(await collected(3), ['a', 'b', 'c'])
    live.stop()
  })

  it('tells of a gap when it begins, and not when it resumes', async () => {
    using server = await streamServer()
    const live = new Live({ url: server.url, key: () => 'key' })
    const collected = collector(live)
    let gaps = 0
    live.onGap(() => gaps++)
    const first = server.connection()
    live.start()
    const one = await first
    one.reply.write('event: live\ndata: {}\n\n')
    send(one.reply, 'a')
    await collected(1)
    assert.equal(gaps, 1)
    const second = server.connection()
    one.reply.destroy()
    const two = await second
    two.reply.write('event: live\ndata: {}\n\n')
    send(two.reply, 'b')
    await collected(2)
    assert.equal(gaps, 1)
    assert.equal(live.state.get(), 'live')
    live.stop()
    assert.equal(live.state.get(), 'off')
  })
})
