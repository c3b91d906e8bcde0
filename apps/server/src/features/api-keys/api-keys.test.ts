import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiKeys, createClient, workspaces, type ApiError } from '@pulse/contract'
import { pause } from '#kernel/clock'
import { sharedApp } from '#test/shared'
import { withSql } from '#test/sql'

const body = { name: 'CI', scopes: ['workspace:read' as const] }

describe('API keys', () => {
  it('are shown once, stored as a hash, and work within their scopes', async () => {
    const app = await sharedApp()
    const { call } = await app.workspace()
    const made = await call(apiKeys.createApiKey, { body })
    assert.match(made.key ?? '', /^pulse_\w{8}_\w{40}$/)
    assert.ok(made.key?.startsWith(made.prefix))
    const mine = createClient({ baseUrl: app.baseUrl, token: made.key ?? '' })
    await mine(workspaces.readWorkspace, {})
    await assert.rejects(
      mine(apiKeys.listApiKeys, { query: {} }),
      (error: ApiError) => error.code === 'auth.scope_missing',
    )
    const dump = await withSql(
      app,
      async (client) =>
        JSON.stringify((await client.query('select * from api_keys')).rows) +
        JSON.stringify((await client.query('select * from events')).rows),
    )
    assert.equal(dump.includes(made.key?.slice(15) ?? '-'), false, 'the key stands nowhere')
    const { data } = await call(apiKeys.listApiKeys, { query: {} })
    assert.deepEqual(
      data.map((key) => [key.name, 'key' in key]),
      [
        ['CI', false],
        ['Test key', false],
      ],
    )
  })

  it('stop working within a second after they are revoked', async () => {
    const app = await sharedApp()
    const { call } = await app.workspace()
    const { key = '', id } = await call(apiKeys.createApiKey, { body })
    const mine = createClient({ baseUrl: app.baseUrl, token: key })
    await mine(workspaces.readWorkspace, {})
    await call(apiKeys.revokeApiKey, { params: { id } })
    await pause(1_000)
    await assert.rejects(mine(workspaces.readWorkspace, {}), (error: ApiError) => error.code === 'auth.key_invalid')
    await assert.rejects(
      call(apiKeys.revokeApiKey, { params: { id } }),
      (error: ApiError) => error.code === 'key.not_found',
    )
  })

  it('end when they expire', async () => {
    const app = await sharedApp()
    const { call } = await app.workspace()
    const { key = '' } = await call(apiKeys.createApiKey, {
      body: { ...body, expiresAt: new Date(Date.now() - 1_000).toISOString() },
    })
    await assert.rejects(
      createClient({ baseUrl: app.baseUrl, token: key })(workspaces.readWorkspace, {}),
      (error: ApiError) => error.code === 'auth.key_invalid',
    )
  })

  it('hand on no scope their maker does not hold', async () => {
    const { request } = await (await sharedApp()).workspace({ scopes: ['keys:write', 'records:read'] })
    const make = (...wanted: string[]) =>
      request('POST', '/api/v1/api-keys', { body: { name: 'More', scopes: wanted } })
    const refused = await make('records:read', 'records:write', 'keys:write', 'keys:read')
    assert.deepEqual([refused.status, refused.body.code], [403, 'auth.scope_missing'])
    assert.deepEqual(
      refused.body.issues?.map(({ path }) => path),
      ['scopes.1', 'scopes.3'],
    )
    assert.equal((await make('records:read', 'keys:write')).status, 201)
  })

  it('of another workspace cannot be seen or revoked', async () => {
    const app = await sharedApp()
    const [one, other] = [await app.workspace(), await app.workspace()]
    const { id } = await one.call(apiKeys.createApiKey, { body })
    await assert.rejects(
      other.call(apiKeys.revokeApiKey, { params: { id } }),
      (error: ApiError) => error.code === 'key.not_found',
    )
    assert.equal((await other.call(apiKeys.listApiKeys, { query: {} })).data.length, 1)
  })
})
