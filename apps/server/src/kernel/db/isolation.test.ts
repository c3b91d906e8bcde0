import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sharedApp } from '#test/shared'
import { withSql } from '#test/sql'

/** Tables that belong to the installation, not to a workspace; each says why nobody may read across. */
const withoutWorkspace = new Set(['migrations'])

describe('row security', () => {
  it('is enabled and forced on every table, with a policy for the app or none at all', async () => {
    const app = await sharedApp()
    const tables = await withSql(app, async (client) => {
      const { rows } = await client.query<{ name: string; enabled: boolean; forced: boolean; kind: string }>(
        `select relname as name, relrowsecurity as enabled, relforcerowsecurity as forced, relkind as kind
         from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
      )
      return rows
    })
    assert.ok(tables.length > 15)
    const open = tables.filter(({ name, enabled, forced }) => !withoutWorkspace.has(name) && !(enabled && forced))
    assert.deepEqual(
      open.map(({ name }) => name),
      [],
    )
  })

  it('gives the app role nothing on tables without a workspace policy', async () => {
    const app = await sharedApp()
    const rows = await withSql(app, async (client) => {
      const answer = await client.query<{ name: string }>(
        `select c.relname as name from pg_class c
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and has_table_privilege('pulse_app', c.oid, 'insert')
           and not exists (select from pg_policy p where p.polrelid = c.oid and pg_get_expr(p.polqual, p.polrelid) like '%scope_workspaces%')`,
      )
      return answer.rows
    })
    assert.deepEqual(rows, [])
  })

  it('hides other workspaces even from a query that forgets its where', async () => {
    const app = await sharedApp()
    const [one, other] = [await app.workspace(), await app.workspace()]
    await one.request('POST', '/api/v1/contacts', { body: { lastName: 'Seen' } })
    const seen = await app.kernel.db(one.id).selectFrom('records').select('workspace_id').execute()
    const hidden = await app.kernel.db(other.id).selectFrom('records').select('workspace_id').execute()
    assert.deepEqual([seen.length, hidden.length], [1, 0])
    assert.equal((await app.kernel.db('').selectFrom('events').select('id').execute()).length, 0)
  })

  it('refuses rows for another workspace than the one in scope', async () => {
    const app = await sharedApp()
    const [one, other] = [await app.workspace(), await app.workspace()]
    await assert.rejects(
      withSql(app, async (client) => {
        await client.query('set role pulse_app')
        await client.query(`select set_config('pulse.workspaces', $1, false)`, [`{${one.id}}`])
        await client.query(`insert into keys (workspace_id, kind, key) values ($1, 'test', 'x')`, [other.id])
      }),
      /row-level security/,
    )
  })

  it('uses the indexes of a workspace-scoped list', async () => {
    const app = await sharedApp()
    const { id } = await app.workspace()
    const plan = await withSql(app, async (client) => {
      await client.query('set role pulse_app; set enable_seqscan = off')
      await client.query(`select set_config('pulse.workspaces', $1, false)`, [`{${id}}`])
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `explain select id from records where workspace_id = '${id}' and type_id = 1 and t1 = 'x' and deleted_at is null order by created_at desc, id desc limit 50`,
      )
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })
    assert.match(plan, /Index Scan Backward using records_t1/)
    assert.doesNotMatch(plan, /Sort/)
  })
})
