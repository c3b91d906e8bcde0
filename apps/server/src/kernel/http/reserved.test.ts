import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { modules } from '#modules/index'
import { sharedApp } from '#test/shared'
import { startApp } from '#test/app'
import { ambiguousPairs, reservedBelow, reservedPlurals } from './reserved.ts'

describe('names on paths', () => {
  it('leave no path that two routes could mean', async () => {
    const { kernel } = await sharedApp()
    assert.ok(kernel.routes.size > 20)
    assert.deepEqual(ambiguousPairs(kernel.routes), [])
  })

  it('are found ambiguous when they are', () => {
    assert.equal(ambiguousPairs(['GET /a/:x', 'GET /:y/b']).length, 1)
    assert.equal(ambiguousPairs(['GET /a/:x', 'GET /a/:y']).length, 1)
    assert.equal(ambiguousPairs(['GET /a/b', 'GET /a/:x', 'POST /:y/b']).length, 0)
  })

  it('reserve their words as ids and plurals', () => {
    const routes = ['GET /webhooks/events', 'GET /webhooks/:id', 'GET /:plural/:id']
    assert.deepEqual([...reservedBelow(routes, '/webhooks')], ['events'])
    assert.deepEqual([...reservedPlurals(routes)], ['webhooks', 'v1', 'docs', 'openapi.json'])
  })

  it('refuse to start with a type that no path could reach', async () => {
    const [crm] = modules
    assert.ok(crm)
    const [contact] = crm.types
    assert.ok(contact)
    const clash = { ...crm, name: 'clash', types: [{ ...contact, name: 'hook', plural: 'webhooks' }] }
    await assert.rejects(startApp({ modules: [...modules, clash] }), /hook cannot have the plural webhooks/)
  })
})
