import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import pg from 'pg'
import { createClient, eventLog, records, webhooks } from '@pulse/contract'
import { startEmbedded } from '../apps/server/src/kernel/embedded/supervisor.ts'
import { startReceiver } from '../apps/server/src/test/receiver.ts'
import { dataFolder, enter, startServer } from './harness/server.ts'

const contacts = { params: { plural: 'contacts' } }

/** Burns transaction ids, so that the old cluster is far ahead of a fresh one. */
const ageTransactions = (client: pg.Client) =>
  client.query(`do $$ begin for i in 1..20000 loop perform pg_current_xact_id(); commit; end loop; end $$`)

/** Copies all rows of our tables into another database that has the same migrations. */
async function copyRows(from: pg.Client, to: pg.Client): Promise<void> {
  const { rows } = await from.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> 'migrations'
     order by relname = 'api_keys', relname = 'webhooks', relname = 'webhook_counters', relname <> 'workspaces'`,
  )
  const order = ['workspaces', 'webhooks', 'api_keys']
  const tables = [...order, ...rows.map(({ name }) => name).filter((name) => !order.includes(name))]
  for (const table of tables) {
    const {
      rows: [all],
    } = await from.query<{ data: string | null }>(`select json_agg(t)::text as data from ${table} t`)
    if (all?.data)
      await to.query(
        `delete from ${table}; insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, '${all.data.replaceAll("'", "''")}')`,
      )
  }
}

describe('a restore into a fresh cluster', () => {
  it('goes on with new events although transaction ids begin again', async () => {
    using folder = dataFolder()
    await using receiver = await startReceiver()
    const password = 'restore-test-password'
    const [old, fresh] = [
      await startEmbedded(join(folder.path, 'old'), password),
      await startEmbedded(join(folder.path, 'fresh'), password),
    ]
    const urlOf = ({ connection }: typeof old) =>
      `postgres://${connection.user}:${password}@localhost/postgres?host=${connection.host}`
    const clients = [new pg.Client(urlOf(old)), new pg.Client(urlOf(fresh))] as const
    await Promise.all(clients.map((client) => client.connect()))
    const data = join(folder.path, 'data')
    try {
      await ageTransactions(clients[0])
      const before = await startServer({ data, databaseUrl: urlOf(old) })
      const { key, call } = await enter(before)
      await call(webhooks.createWebhook, {
        body: { url: receiver.url, events: ['contact.created'], format: 'standard' },
      })
      await call(records.createRecord, { ...contacts, body: { lastName: 'Before' } })
      await receiver.count(1)
      await before.end('SIGTERM')

      // The new cluster gets its tables by booting once, then the rows.
      await (await startServer({ data: join(folder.path, 'other'), databaseUrl: urlOf(fresh) })).end('SIGTERM')
      await copyRows(clients[0], clients[1])
      const idsOf = async (client: pg.Client) =>
        Number((await client.query<{ xid: string }>('select pg_current_xact_id()::text as xid')).rows[0]?.xid)
      assert.ok((await idsOf(clients[1])) < (await idsOf(clients[0])), 'transaction ids restarted')

      const after = await startServer({ data, databaseUrl: urlOf(fresh) })
      const restored = createClient({ baseUrl: after.origin, token: key })
      await restored(records.createRecord, { ...contacts, body: { lastName: 'After' } })
      await receiver.count(2)
      assert.deepEqual(
        receiver.received.map(({ body }) => (JSON.parse(body) as { data: { lastName: string } }).data.lastName),
        ['Before', 'After'],
      )
      assert.equal((await restored(eventLog.listEvents, { query: { type: 'contact.created' } })).data.length, 2)
      await after.end('SIGTERM')
    } finally {
      await Promise.all(clients.map((client) => client.end()))
      await Promise.all([old.stop(), fresh.stop()])
    }
  })
})
