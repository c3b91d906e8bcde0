import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createReadStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import pg from 'pg'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { createClient, jobs, records, samples, webhooks, type Call, type health } from '@pulse/contract'
import { pause } from '../apps/server/src/kernel/clock.ts'
import { openBackup } from '../apps/server/src/kernel/backup/read.ts'
import { reachBeside } from '../apps/server/src/kernel/db/reach.ts'
import { findSecrets } from '../apps/server/src/kernel/secrets.ts'
import { emptyDatabase } from '../apps/server/src/test/database.ts'
import { startReceiver, type Received } from '../apps/server/src/test/receiver.ts'
import { pulse } from './harness/command.ts'
import { dataFolder, enter, startServer, type ServerProcess } from './harness/server.ts'

const contacts = { params: { plural: 'contacts' } }
const batches = 45
const batchSize = 1_000
const sampleSize = 6_000
/** Every process and every cluster has its own. */
const ofThePlace = new Set(['cluster', 'workers'])

async function fill(call: Call): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let batch = next++; batch < batches; batch = next++) {
      const rows = Array.from({ length: batchSize }, (_, n) => ({
        lastName: `Contact ${batch}-${n}`,
        email: `c${batch}-${n}@example.test`,
      }))
      await call(records.createRecords, { ...contacts, body: { records: rows } })
    }
  }
  await Promise.all([lane(), lane(), lane(), lane()])
}

/** Changes records one by one, each a delivery, until told to stop; answers how many. */
function startLoad(call: Call, ids: readonly string[]): () => Promise<number> {
  let isOver = false
  let changed = 0
  const lanes = ids.map(async (id) => {
    while (!isOver) {
      await call(records.patchRecord, {
        params: { plural: 'contacts', id },
        body: { firstName: `Change ${++changed}` },
      })
    }
  })
  return async () => {
    isOver = true
    await Promise.all(lanes)
    return changed
  }
}

/** Waits until everything committed is handled and everything due is sent. */
async function settle({ origin }: ServerProcess): Promise<void> {
  for (const begun = Date.now(); Date.now() - begun < 60_000; await pause(100)) {
    const { consumers, queues } = (await (await fetch(`${origin}/health/detailed`)).json()) as health.DetailedHealth
    const { queued = 0, inFlight = 0 } = queues['deliveries'] ?? {}
    if (consumers.every(({ pending }) => pending === 0) && queued + inFlight === 0) return
  }
}

async function untilDone(call: Call): Promise<jobs.Job | undefined> {
  for (const begun = Date.now(); Date.now() - begun < 60_000; await pause(100)) {
    const [job] = (await call(jobs.listJobs, { query: {} })).data
    if (job?.state === 'done') return job
  }
  return undefined
}

/** A sum over the rows of each table that does not depend on their order. */
async function sumsOf(client: pg.Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`,
  )
  const sums: Record<string, string> = {}
  for (const { name } of rows.filter((table) => !ofThePlace.has(table.name) && table.name !== 'migrations')) {
    const [sum] = (
      await client.query<{ sum: string }>(
        `select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as sum from ${name} t`,
      )
    ).rows
    sums[name] = sum?.sum ?? ''
  }
  return sums
}

/** The same for a backup: rows and a sum of their hashes for each table. */
async function sumsIn(file: string): Promise<Map<string, { rows: number; sum: number }>> {
  const sums = new Map<string, { rows: number; sum: number }>()
  const backup = await openBackup(createReadStream(file) as AsyncIterable<Buffer>)
  await backup.eachTable(async ({ name }, copyText) => {
    const table = { rows: 0, sum: 0 }
    let rest = ''
    for await (const piece of copyText) {
      const lines = (rest + piece.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      table.rows += lines.length
      for (const line of lines) table.sum += createHash('sha1').update(line, 'latin1').digest().readUInt32BE()
    }
    sums.set(name, table)
  })
  return sums
}

/** Looks into the embedded database of a folder, whether or not a server runs on it. */
async function withEmbedded<Result>(data: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const { databasePassword = '' } = findSecrets(data) ?? {}
  const { target, close } = await reachBeside({ dataFolder: data, databaseUrl: undefined, databasePassword })
  const client = new pg.Client(target)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
    await close()
  }
}

const without = <Value>(sums: ReadonlyMap<string, Value>, names: ReadonlySet<string>) =>
  Object.fromEntries([...sums].filter(([name]) => !names.has(name)))
const idOf = ({ headers }: Received) => String(headers['webhook-id'])

describe('the restore drill', () => {
  it('brings 100,000 records and events from under load to another folder and to another database, and everything goes on', async () => {
    using folder = dataFolder()
    await using receiver = await startReceiver()
    const [data, elsewhere] = [join(folder.path, 'data'), join(folder.path, 'elsewhere')]
    const server = await startServer({ data })
    const { key, call } = await enter(server)
    await fill(call)
    const { secret = '' } = await call(webhooks.createWebhook, {
      body: { url: receiver.url, events: ['contact.updated'], format: 'standard' },
    })
    const { data: some } = await call(records.listRecords, { ...contacts, query: { limit: 8 } })

    // Under load, with a job half done.
    const endLoad = startLoad(
      call,
      some.map(({ id }) => id),
    )
    await receiver.count(50)
    await call(samples.fillWithSamples, { body: { size: sampleSize, modules: ['voice'] } })
    const made = await pulse(['backup', '--data', data])
    assert.equal(made.code, 0, made.printed)
    const changes = await endLoad()
    assert.ok(changes > 50)
    const [name = ''] = readdirSync(join(data, 'backups')).filter((file) => file.endsWith('.pulsebackup'))
    const file = join(data, 'backups', name)
    assert.equal((await pulse(['verify', file, '--data', data])).code, 0)
    const snapshot = await sumsIn(file)
    for (const table of ['records', 'events']) assert.ok((snapshot.get(table)?.rows ?? 0) >= batches * batchSize)

    // At rest, for a comparison with the source itself.
    assert.equal((await untilDone(call))?.state, 'done')
    await settle(server)
    assert.equal(await server.end('SIGTERM'), 0)
    const quiet = join(folder.path, 'quiet.pulsebackup')
    assert.equal((await pulse(['backup', quiet, '--data', data])).code, 0)
    const source = await withEmbedded(data, sumsOf)
    const seen = new Set(receiver.received.map(idOf))

    await testElsewhere()
    await testDatabase()

    async function testElsewhere(): Promise<void> {
      const before = receiver.received.length
      const restored = await pulse(['restore', file, '--json', '--data', elsewhere])
      assert.equal(restored.code, 0, restored.printed)
      assert.equal((restored.json() as { jobs: number }).jobs, 1)
      const copy = join(folder.path, 'copy.pulsebackup')
      assert.equal((await pulse(['backup', copy, '--data', elsewhere])).code, 0)
      const adapted = new Set([...ofThePlace, 'jobs'])
      assert.deepEqual(without(await sumsIn(copy), adapted), without(snapshot, adapted))
      const { rows } = await withEmbedded(elsewhere, (client) =>
        client.query<{ id: string }>('select event_id as id from deliveries'),
      )
      const delivered = new Set(rows.map(({ id }) => id))
      assert.ok(delivered.size > 0)
      const there = await startServer({ data: elsewhere })
      const mine = createClient({ baseUrl: there.origin, token: key })
      assert.equal((await untilDone(mine))?.done, (await mine(jobs.listJobs, { query: {} })).data[0]?.total)
      await settle(there)
      await there.end('SIGTERM')
      const again = receiver.received.slice(before).map(idOf)
      assert.deepEqual(
        again.filter((id) => delivered.has(id)),
        [],
        'what the snapshot knew to be delivered is not delivered again',
      )
      assert.ok(again.every((id) => seen.has(id)))
    }

    async function testDatabase(): Promise<void> {
      const target = await emptyDatabase()
      try {
        const environment = { DATABASE_URL: target.url, PULSE_DATA: join(folder.path, 'third') }
        const restored = await pulse(['restore', quiet], { environment })
        assert.equal(restored.code, 0, restored.printed)
        const client = new pg.Client(target.url)
        await client.connect()
        const copied = await sumsOf(client)
        await client.end()
        assert.deepEqual(copied, source)
        const before = receiver.received.length
        const there = await startServer({ data: environment.PULSE_DATA, databaseUrl: target.url })
        const mine = createClient({ baseUrl: there.origin, token: key })
        const { id = '' } = some[0] ?? {}
        await mine(records.patchRecord, { params: { plural: 'contacts', id }, body: { firstName: 'After' } })
        await receiver.count(before + 1)
        await settle(there)
        const [after, ...more] = receiver.received.slice(before)
        assert.ok(after)
        assert.equal(more.length, 0, 'nothing old is delivered again')
        const payload = new StandardWebhook(secret).verify(after.body, after.headers as Record<string, string>)
        assert.equal((payload as { data: { firstName: string } }).data.firstName, 'After')
        await there.end('SIGTERM')
      } finally {
        await target.drop()
      }
    }
  })
})
