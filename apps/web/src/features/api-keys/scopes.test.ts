import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { scopes } from '@pulse/contract'
import { scopesText, scopesTo } from './scopes.ts'

describe('what a key may do', () => {
  it('is said in one sentence', () => {
    assert.equal(scopesText(scopes), 'Everything')
    assert.equal(scopesText(scopesTo('read')), 'Reads everything')
    assert.equal(scopesText(['records:read', 'records:write', 'events:read']), 'Reads and writes records; reads events')
    assert.equal(scopesText(['keys:write']), 'Writes API keys')
  })
})
