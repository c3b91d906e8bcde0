import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createClient, records, webhooks, workspaces } from '@pulse/contract'
import { pause } from '../apps/server/src/kernel/clock.ts'
import { startReceiver } from '../apps/server/src/test/receiver.ts'
import { gate } from '../apps/server/src/test/webhooks.ts'
import { dataFolder, enter, startServer } from './harness/server.ts'

const isRoot = process.getuid?.() === 0
const contacts = { params: { plural: 'contacts' } }
const postmaster = (data: string) => Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('a start on an empty folder', () => {
  it('needs nothing, leads to a key, and keeps its data over clean stops', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    const first = await startServer({ data })
    const { key, call } = await enter(first)
    await call(records.createRecord, { ...contacts, body: { lastName: 'Kept' } })
    assert.equal((await fetch(`${first.origin}/api/docs`)).status, 200)
    assert.equal(statSync(join(data, 'secrets.json')).mode & 0o777, 0o600)
    assert.equal(await first.end('SIGTERM'), 0)
    assert.equal(existsSync(join(data, 'postgres/postmaster.pid')), false, 'Postgres stopped too')

    const second = await startServer({ data })
    assert.equal(second.token, undefined)
    const { data: kept } = await createClient({ baseUrl: second.origin, token: key })(records.listRecords, {
      ...contacts,
      query: {},
    })
    assert.deepEqual(
      kept.map((row) => row['lastName']),
      ['Kept'],
    )
    assert.equal(await second.end('SIGINT'), 0)
  })

  it('is refused with a sentence while another Pulse runs there, which goes on undisturbed', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    const first = await startServer({ data })
    const { call } = await enter(first)
    await assert.rejects(
      startServer({ data }),
      new RegExp(`Pulse already runs on .*data \\(process ${first.pid}\\); stop it first or set PULSE_DATA`),
    )
    await call(workspaces.readWorkspace, {})
    await first.end('SIGTERM')
  })

  it('adopts the database that a killed Pulse left running', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    const first = await startServer({ data })
    const { key, call } = await enter(first)
    await call(records.createRecord, { ...contacts, body: { lastName: 'Survived' } })
    const database = postmaster(data)
    await first.end('SIGKILL')
    assert.ok(isAlive(database))
    const second = await startServer({ data })
    assert.equal(postmaster(data), database)
    assert.equal(
      (await createClient({ baseUrl: second.origin, token: key })(records.listRecords, { ...contacts, query: {} })).data
        .length,
      1,
    )
    await second.end('SIGTERM')
  })

  it('ends at once at the second signal, and the next start goes on', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    const { answer, open } = gate()
    await using receiver = await startReceiver(answer)
    const first = await startServer({ data })
    const { key, call } = await enter(first)
    await call(records.createRecord, { ...contacts, body: { lastName: 'Kept' } })
    const { id } = await call(webhooks.createWebhook, {
      body: { url: receiver.url, events: ['*'], format: 'standard' },
    })
    // A request that waits for an answer from outside keeps the first stop from ending.
    const waiting = call(webhooks.testWebhook, { params: { id } }).catch(() => 'cut off')
    await receiver.count(1)
    process.kill(first.pid, 'SIGTERM')
    await pause(1_100)
    assert.equal(await first.end('SIGTERM'), 1)
    assert.equal(await waiting, 'cut off')
    open()
    const second = await startServer({ data })
    const again = createClient({ baseUrl: second.origin, token: key })
    assert.equal((await again(records.listRecords, { ...contacts, query: {} })).data.length, 1)
    assert.equal(await second.end('SIGTERM'), 0)
  })

  it('recovers when both were killed', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    const first = await startServer({ data })
    const { key, call } = await enter(first)
    await call(records.createRecord, { ...contacts, body: { lastName: 'Durable' } })
    const database = postmaster(data)
    await first.end('SIGKILL')
    process.kill(database, 'SIGKILL')
    const second = await startServer({ data })
    assert.equal(
      (await createClient({ baseUrl: second.origin, token: key })(records.listRecords, { ...contacts, query: {} })).data
        .length,
      1,
    )
    await second.end('SIGTERM')
  })

  it('works in a folder with a path of more than 150 characters', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'a'.repeat(80), 'b'.repeat(80), 'data')
    const server = await startServer({ data })
    await enter(server)
    await server.end('SIGTERM')
  })

  it('says what is wrong with its settings and ends', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    await assert.rejects(
      startServer({ data, environment: { PORT: 'eighty', LOG_LEVEL: 'loud' } }),
      /PORT must be a number\.\nLOG_LEVEL /,
    )
  })
})

describe('accounts', { skip: isRoot ? false : 'needs root to change accounts' }, () => {
  it('root: Postgres runs under another account', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    const server = await startServer({ data })
    assert.notEqual(statSync(join(data, 'postgres')).uid, 0)
    await server.end('SIGTERM')
  })

  it('root, in a folder closed to others: the data lies where that account can reach it, and a line says so', async () => {
    const closed = mkdtempSync('/root/pulse-closed-')
    chmodSync(closed, 0o700)
    const data = join(closed, 'data')
    try {
      const server = await startServer({ data })
      const { key, call } = await enter(server)
      await call(records.createRecord, { ...contacts, body: { lastName: 'Closed' } })
      assert.match(server.log(), /is closed to other accounts, so Postgres .* keeps its files in \/var\/lib\/pulse/)
      await server.end('SIGTERM')
      const again = await startServer({ data })
      assert.equal(
        (await createClient({ baseUrl: again.origin, token: key })(records.listRecords, { ...contacts, query: {} }))
          .data.length,
        1,
      )
      await again.end('SIGTERM')
    } finally {
      const link = join(data, 'postgres')
      if (existsSync(link)) rmSync(join(realpathSync(link), '..'), { recursive: true, force: true })
      rmSync(closed, { recursive: true, force: true })
    }
  })

  it('a normal user: everything runs as that user', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    const uid = Number(execFileSync('id', ['-u', 'nobody']))
    mkdirSync(data)
    chownSync(data, uid, uid)
    const server = await startServer({ data, uid })
    await enter(server)
    assert.equal(statSync(join(data, 'secrets.json')).uid, uid)
    assert.equal(await server.end('SIGTERM'), 0)
  })
})

describe('trouble underneath', () => {
  it('a killed database is a 503 and comes back by itself', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    const server = await startServer({ data })
    const { key } = await enter(server)
    const post = () =>
      fetch(`${server.origin}/api/v1/contacts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: '{"lastName":"x"}',
      })
    process.kill(postmaster(data), 'SIGQUIT')
    const statuses = new Set<number>()
    for (const begun = Date.now(); Date.now() - begun < 60_000;) {
      const { status } = await post()
      statuses.add(status)
      if (status === 201 && statuses.has(503)) break
      await pause(50)
    }
    assert.deepEqual([statuses.has(503), statuses.has(201), statuses.size], [true, true, 2])
    assert.equal((await fetch(`${server.origin}/health/ready`)).status, 200)
    await server.end('SIGTERM')
  })

  it(
    'a full disk refuses writes before it stops the database, and lets them through again',
    { skip: isRoot ? false : 'needs root to make a small disk' },
    async () => {
      using folder = dataFolder()
      const disk = join(folder.path, 'disk')
      mkdirSync(disk)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=500m,mode=755', 'tmpfs', disk])
      try {
        const server = await startServer({ data: join(disk, 'data'), environment: { DISK_RESERVE_MB: '64' } })
        const { key } = await enter(server)
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
        const post = async () => {
          const response = await fetch(`${server.origin}/api/v1/contacts`, {
            method: 'POST',
            headers,
            body: '{"lastName":"x"}',
          })
          return { status: response.status, code: ((await response.json()) as { code?: string }).code }
        }
        const until = async (status: number) => {
          for (const begun = Date.now(); Date.now() - begun < 30_000; await pause(100)) {
            const answer = await post()
            if (answer.status === status) return answer
          }
          return post()
        }
        assert.equal((await post()).status, 201)
        const free = Number(execFileSync('df', ['--output=avail', '-m', disk], { encoding: 'utf8' }).split('\n')[1])
        execFileSync('dd', ['if=/dev/zero', `of=${disk}/filler`, 'bs=1M', `count=${free - 32}`], { stdio: 'ignore' })
        assert.deepEqual(await until(503), { status: 503, code: 'server.disk_full' })
        assert.equal((await fetch(`${server.origin}/api/v1/contacts`, { headers })).status, 200)
        assert.equal((await fetch(`${server.origin}/health/ready`)).status, 503)
        rmSync(`${disk}/filler`)
        assert.equal((await until(201)).status, 201)
        await server.end('SIGTERM')
      } finally {
        execFileSync('umount', ['-l', disk])
      }
    },
  )
})
