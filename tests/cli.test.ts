import assert from 'node:assert/strict'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  createClient,
  eventLog,
  jobs,
  parkedEvents,
  records,
  webhooks,
  workspaces,
  type ApiError,
} from '@pulse/contract'
import { pause } from '../apps/server/src/kernel/clock.ts'
import { cloneDatabase, onServer } from '../apps/server/src/test/database.ts'
import { startReceiver } from '../apps/server/src/test/receiver.ts'
import { pulse } from './harness/command.ts'
import { dataFolder, enter, startServer } from './harness/server.ts'

interface Checkup {
  checks: { name: string; state: string; text: string }[]
}

const stateOf = (checkup: unknown, name: string) =>
  (checkup as Checkup).checks.find((check) => check.name === name)?.state

describe('pulse', () => {
  it('ends with 0 when it helped and with 2 when it was typed wrongly', async () => {
    const helped = await pulse(['--help'])
    assert.deepEqual([helped.code, /pulse backup \[FILE\]/.test(helped.printed)], [0, true])
    const wrong = await pulse(['bakcup'])
    assert.equal(wrong.code, 2)
    assert.match(wrong.printed, /no command "bakcup"\. Did you mean "backup"\? See: pulse --help/)
  })

  it('makes nothing where there is no data: a command that looks for some says so', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    for (const words of [['backup'], ['doctor']]) {
      const { code, printed } = await pulse([...words, '--data', data])
      assert.equal(code, 1)
      assert.match(printed, /There is no Pulse data in .*; set PULSE_DATA/)
    }
    assert.equal(existsSync(data), false)
  })
})

describe('commands beside a running server', () => {
  it('make a key, back up to a pipe, hand over sample data and examine it, all without disturbing it', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    const server = await startServer({ data })
    const { call } = await enter(server)

    const made = await pulse(['keys', 'create', '--name', 'CI', '--scopes', 'events:read', '--data', data])
    assert.equal(made.code, 0, made.printed)
    const mine = createClient({ baseUrl: server.origin, token: made.stdout.toString().trim() })
    const { data: events } = await mine(eventLog.listEvents, { query: { type: 'api_key.created' } })
    assert.ok(events.some((event) => (event.data as { name?: string }).name === 'CI'))
    await assert.rejects(mine(workspaces.readWorkspace, {}), (error: ApiError) => error.status === 403)

    const demo = await pulse(['demo', '--size', '300', '--data', data])
    assert.equal(demo.code, 0, demo.printed)
    const [job] = (await call(jobs.listJobs, { query: {} })).data
    assert.deepEqual([job?.task, job?.state], ['sample-data', 'done'])
    const again = await pulse(['demo', '--size', '300', '--data', data])
    assert.match(again.printed, /To mix sample records into a workspace in use, name it with --workspace/)

    const piped = await pulse(['backup', '-', '--data', data])
    assert.equal(piped.code, 0)
    const target = join(folder.path, 'target')
    const restored = await pulse(['restore', '-', '--data', target], { input: piped.stdout })
    assert.equal(restored.code, 0, restored.printed)
    const refused = await pulse(['restore', '-', '--data', target], { input: piped.stdout })
    assert.deepEqual([refused.code, /holds a Pulse already, with "/.test(refused.printed)], [1, true])
    const cut = await pulse(['restore', '-', '--data', join(folder.path, 'cut')], {
      input: piped.stdout.subarray(0, piped.stdout.length - 200),
    })
    assert.match(cut.printed, /is damaged: .* Nothing was restored; the place is as it was\./)
    assert.deepEqual(readdirSync(join(folder.path, 'cut')), [])

    const first = (await pulse(['doctor', '--json', '--data', data])).json()
    assert.deepEqual(
      ['database', 'server', 'events', 'deliveries', 'secrets', 'backups', 'mail'].map((name) => stateOf(first, name)),
      ['ok', 'ok', 'ok', 'ok', 'ok', 'warning', 'unused'],
    )
    assert.equal((await pulse(['backup', '--data', data])).code, 0)
    const [file = ''] = readdirSync(join(data, 'backups')).filter((name) => name.endsWith('.pulsebackup'))
    assert.equal(statSync(join(data, 'backups', file)).mode & 0o777, 0o600)
    assert.equal((await pulse(['verify', join(data, 'backups', file), '--data', data])).code, 0)
    const second = await pulse(['doctor', '--json', '--data', data])
    assert.equal(stateOf(second.json(), 'backups'), 'ok')
    assert.equal(second.code, 0, second.printed)
    await call(records.createRecord, { params: { plural: 'contacts' }, body: { lastName: 'Undisturbed' } })
    assert.equal(await server.end('SIGTERM'), 0)
  })
})

describe('parked events', () => {
  it('are handed back to the server or given up, by id, by consumer or all', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    const database = await cloneDatabase()
    const options = { data, databaseUrl: database.url }
    const environment = { environment: { DATABASE_URL: database.url } }
    const server = await startServer(options)
    await using receiver = await startReceiver()
    const { call } = await enter(server)
    const params = { plural: 'contacts' }
    await call(webhooks.createWebhook, { body: { url: receiver.url, events: ['contact.*'], format: 'standard' } })
    for (const lastName of ['a', 'b', 'c']) await call(records.createRecord, { params, body: { lastName } })
    await receiver.count(3)
    const { data: events } = await call(eventLog.listEvents, { query: { type: 'contact.created' } })
    const [one, two] = events
    assert.ok(one && two)
    await onServer(
      (client) =>
        client.query(
          `insert into parked_events (consumer, workspace_id, event_id, event_type, record_id, error, parked_at)
           select 'webhooks', workspace_id, id, type, record_id, 'planted', now() from events where type = 'contact.created'`,
        ),
      new URL(database.url).pathname.slice(1),
    )

    assert.equal((await pulse(['events', 'retry', '--data', data], environment)).code, 2, 'nothing was named')
    const retried = await pulse(['events', 'retry', one.id, two.id, '--data', data], environment)
    assert.equal(retried.printed.trim(), '2 events handled, 0 events still parked.')
    await receiver.count(5)
    const again = receiver.received.slice(3)
    assert.deepEqual(new Set(again.map(({ headers }) => headers['webhook-id'])), new Set([one.id, two.id]))
    const given = await pulse(['events', 'discard', '--all', '--data', data], environment)
    assert.equal(given.printed.trim(), '1 event given up; they stay in the log.')
    assert.equal((await call(parkedEvents.listParked, { query: {} })).total, 0)
    assert.equal(await server.end('SIGTERM'), 0)
    await database.drop()
  })
})

describe('pulse demo without a server', () => {
  it('makes a workspace on an empty folder, can be interrupted, and goes on', async () => {
    using folder = dataFolder()
    const data = join(folder.path, 'data')
    let isSent = false
    const begun = await pulse(['demo', '--size', '4000', '--data', data], {
      watch: (printed, send) => {
        if (isSent || !/pulse_\w{8}_\w{40}/.test(printed)) return
        isSent = true
        // Long enough for the job to begin, far too short for it to end.
        void pause(300).then(() => send('SIGINT'))
      },
    })
    assert.equal(begun.code, 1)
    assert.match(begun.printed, /Stopped; the same command goes on\./)
    assert.equal(existsSync(join(data, 'postgres/postmaster.pid')), false, 'Postgres stopped too')
    const [key = ''] = /pulse_\w{8}_\w{40}/.exec(begun.printed) ?? []

    const done = await pulse(['demo', '--data', data])
    assert.equal(done.code, 0, done.printed)
    assert.match(done.printed, /going on with what was begun/)
    const server = await startServer({ data })
    const call = createClient({ baseUrl: server.origin, token: key })
    assert.equal((await call(workspaces.readWorkspace, {})).name, 'Demo')
    const [job] = (await call(jobs.listJobs, { query: {} })).data
    assert.deepEqual([job?.state, job?.done], ['done', job?.total])
    assert.equal(await server.end('SIGTERM'), 0)
  })
})
