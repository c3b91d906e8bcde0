import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createClient, records, setup, workspaces, type ApiError } from '@pulse/contract'
import { startApp } from '#test/app'
import { withSql } from '#test/sql'
import { makeSetupToken } from './link.ts'

const refused = (error: ApiError) => error.code === 'setup.token_invalid'

describe('first start', () => {
  it('turns its link into a workspace and a key that works, once', async () => {
    await using app = await startApp()
    const call = createClient({ baseUrl: app.baseUrl })
    const stale = await makeSetupToken(app.kernel)
    const token = await makeSetupToken(app.kernel)
    assert.ok(stale && token)
    await assert.rejects(call(setup.completeSetup, { body: { token: stale } }), refused)
    const made = await call(setup.completeSetup, { body: { token, workspaceName: 'Acme' } })
    await assert.rejects(call(setup.completeSetup, { body: { token } }), refused)
    const { key = '' } = made.key
    const mine = createClient({ baseUrl: app.baseUrl, token: key })
    assert.equal((await mine(workspaces.readWorkspace, {})).name, 'Acme')
    await mine(records.createRecord, { params: { plural: 'contacts' }, body: { lastName: 'First' } })
    assert.equal(await makeSetupToken(app.kernel), undefined, 'no link once there is a workspace')
  })

  it('keeps its link when the workspace could not be made', async () => {
    await using app = await startApp()
    const call = createClient({ baseUrl: app.baseUrl })
    const token = (await makeSetupToken(app.kernel)) ?? ''
    const run = (text: string) => withSql(app, (client) => client.query(text))
    await run('alter table api_keys add constraint broken check (false)')
    await assert.rejects(call(setup.completeSetup, { body: { token } }), (error: ApiError) => error.code === 'internal')
    await run('alter table api_keys drop constraint broken')
    assert.ok((await call(setup.completeSetup, { body: { token } })).key.key)
  })

  it('lets one of many who try the link at once in', async () => {
    await using app = await startApp()
    const call = createClient({ baseUrl: app.baseUrl })
    const token = (await makeSetupToken(app.kernel)) ?? ''
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => call(setup.completeSetup, { body: { token } })),
    )
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1)
  })
})
