import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { timeOfId } from '@pulse/contract'
import { keyedHash, createVault, randomText } from './crypto.ts'
import { createIds } from './id.ts'
import { createLog } from './log.ts'
import { nearest } from '@pulse/contract'

describe('ids', () => {
  it('are version 7 UUIDs that grow strictly and carry their time, even when the clock stands or goes back', () => {
    let now = Date.parse('2026-03-01T00:00:00Z')
    const newId = createIds({ now: () => now })
    const ids: string[] = []
    for (let index = 0; index < 5_000; index++) {
      if (index === 2_000) now += 5
      if (index === 3_000) now -= 60_000
      ids.push(newId())
    }
    assert.ok(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)))
    assert.deepEqual(ids.toSorted(), ids)
    assert.equal(new Set(ids).size, ids.length)
    assert.equal(timeOfId(ids[0] ?? ''), Date.parse('2026-03-01T00:00:00Z'))
  })
})

describe('the vault', () => {
  const vault = createVault(Buffer.alloc(32, 7))

  it('opens what it sealed and seals the same text differently each time', () => {
    const [one, two] = [vault.seal('whsec_ü😀'), vault.seal('whsec_ü😀')]
    assert.equal(vault.open(one), 'whsec_ü😀')
    assert.notDeepEqual(one, two)
  })

  it('refuses what was changed or sealed with another key', () => {
    const sealed = vault.seal('secret')
    const changed = Buffer.from(sealed)
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
    assert.throws(() => vault.open(changed))
    assert.throws(() => createVault(Buffer.alloc(32, 8)).open(sealed))
    assert.throws(() => vault.open(Buffer.concat([Buffer.of(9), sealed.subarray(1)])), /key version 9/)
  })

  it('makes random text of letters and digits, and hashes that depend on their key', () => {
    assert.match(randomText(40), /^[A-Za-z0-9]{40}$/)
    assert.notEqual(randomText(40), randomText(40))
    assert.notDeepEqual(keyedHash('a', 'x'), keyedHash('b', 'x'))
  })
})

describe('the log', () => {
  it('blanks what carries secrets', async () => {
    const lines: string[] = []
    const log = createLog('info', { write: (line) => void lines.push(line) })
    log.info(
      { key: 'pulse_x', webhook: { secret: 'whsec_x', url: 'u' }, headers: { authorization: 'Bearer pulse_x' } },
      'hello',
    )
    assert.equal(lines[0]?.includes('pulse_x') || lines[0]?.includes('whsec_x'), false)
    assert.match(lines[0] ?? '', /\[hidden\].*hello/)
  })
})

describe('nearest names', () => {
  it('are found when close and left out when not', () => {
    const names = ['status', 'amount', 'createdAt']
    assert.equal(nearest('statsu', names), 'status')
    assert.equal(nearest('created_at', names), 'createdAt')
    assert.equal(nearest('xyzzy', names), undefined)
  })
})
