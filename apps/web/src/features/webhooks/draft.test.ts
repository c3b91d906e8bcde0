import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ApiError } from '@pulse/contract'
import { changesOf, complaintsOf, creationOf, emptyDraft } from './draft.ts'

const draft = { ...emptyDraft, url: ' https://example.com ', events: ['order.*'] }

const refusal = (issues: { path: string; message: string }[]) =>
  new ApiError({
    success: false,
    error: '',
    code: 'request.invalid',
    message: 'Some fields are not valid.',
    statusCode: 400,
    requestId: '',
    issues,
    docs: '',
  })

describe('a webhook in the form', () => {
  it('is sent without what was left empty, always with its format', () => {
    const sent = JSON.parse(JSON.stringify(creationOf({ ...draft, headers: [{ name: '', value: '' }] }))) as object
    assert.deepEqual(sent, { url: 'https://example.com', events: ['order.*'], format: 'standard', headers: {} })
  })

  it('is changed by what differs; an emptied number becomes null, to be refused beside its field', () => {
    const before = { ...draft, maxRetries: 3, headers: [{ name: 'X-Key', value: 'a' }] }
    assert.deepEqual(changesOf(before, { ...before, url: 'https://example.com' }), {})
    assert.deepEqual(changesOf(before, { ...before, maxRetries: undefined, headers: [] }), {
      maxRetries: null,
      headers: {},
    })
  })

  it('shows the first complaint about each field, the name of a header with it', () => {
    const complaints = complaintsOf(
      refusal([
        { path: 'events.1', message: 'There is no event "x".' },
        { path: 'events.2', message: 'There is no event "y".' },
        { path: 'headers.Host', message: 'Is set by Pulse itself; choose another name.' },
        { path: 'authorization', message: 'Is about no field.' },
      ]),
    )
    assert.deepEqual(
      [...complaints],
      [
        ['events', 'There is no event "x".'],
        ['headers', 'Host: Is set by Pulse itself; choose another name.'],
      ],
    )
  })
})
