import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ObjectType } from '@pulse/contract'
import { changesOf, checkDraft, draftOf, errorsByField } from './draft.ts'

const type: ObjectType = {
  name: 'visit',
  plural: 'visits',
  label: 'Visit',
  labelPlural: 'Visits',
  description: '',
  title: 'name',
  search: [],
  fields: [
    { name: 'name', kind: 'text', required: true },
    { name: 'email', kind: 'email' },
    { name: 'status', kind: 'select', options: ['open', 'closed'] },
    { name: 'lines', kind: 'lines', fields: [{ name: 'count', kind: 'number', required: true }] },
  ],
  status: { field: 'status', initial: 'open', moves: { open: ['closed'], closed: [] }, events: {} },
  examples: [],
}
const record = {
  id: '019c6a10-7d20-7000-8000-5f2b7c1d9e42',
  version: 3,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  name: 'Ada',
  email: null,
  status: 'open',
  lines: null,
}

describe('a record form', () => {
  it('begins with the first state, or with what may be changed of a record', () => {
    assert.deepEqual(draftOf(type), { status: 'open' })
    assert.deepEqual(draftOf(type, record), { name: 'Ada', status: 'open' })
  })

  it('sends only what was changed, and null for what was cleared', () => {
    const before = draftOf(type, record)
    assert.deepEqual(changesOf(before, { ...before, name: null, email: 'a@b.c' }), { name: null, email: 'a@b.c' })
    assert.deepEqual(changesOf(before, { ...before, email: null }), {})
  })

  it('complains beside the field, and names the line inside it', () => {
    const errors = errorsByField(checkDraft(type, { email: 'nonsense', lines: [{ count: 1 }, { count: 'x' }] }))
    assert.equal(errors.get('name'), 'Is required.')
    assert.equal(errors.get('email'), 'Must be an e-mail address.')
    assert.match(errors.get('lines') ?? '', /^line 2, count: Must be a number/)
  })
})
