import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { startReceiver } from '#test/receiver'
import { createAddressCheck } from './addresses.ts'
import { createEgress, type Egress } from './egress.ts'

const send = (egress: Egress, url: string, timeoutMs = 2_000) =>
  egress.send({ url, method: 'POST', headers: {}, body: '{}', timeoutMs })

describe('the address check', () => {
  const isAllowed = createAddressCheck([])
  const inside = [
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
  ]
  const inside6 = [
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '[::1]',
    'fe80::1%eth0',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'fec0::1',
  ]

  it('refuses every range that is not the public internet, in all notations', () => {
    assert.deepEqual([...inside, ...inside6, 'localhost', '', '1.2.3'].filter(isAllowed), [])
  })

  it('lets public addresses through', () => {
    assert.deepEqual(
      ['1.1.1.1', '93.184.216.34', '172.32.0.1', '2606:4700:4700::1111', '::ffff:1.1.1.1'].filter(
        (address) => !isAllowed(address),
      ),
      [],
    )
  })

  it('opens what the allow list names and nothing else', () => {
    const open = createAddressCheck(['127.0.0.0/8', 'fd00::/8'])
    assert.deepEqual(['127.0.0.1', 'fd12::1', '10.0.0.1', '::1'].map(open), [true, true, false, false])
    assert.throws(() => createAddressCheck(['10.0.0.0/40']), /EGRESS_ALLOW: "10\.0\.0\.0\/40" is not a range/)
    assert.throws(() => createAddressCheck(['intranet']), /is not a range/)
  })
})

describe('egress', () => {
  it('dials no private address, whether written out, encoded or behind a name', async () => {
    await using receiver = await startReceiver()
    const egress = createEgress([])
    const { port } = new URL(receiver.url)
    for (const host of [
      '127.0.0.1',
      'localhost',
      '0x7f.1',
      '2130706433',
      '0177.0.0.1',
      '[::ffff:127.0.0.1]',
      '127.1',
    ]) {
      const outcome = await send(egress, `http://${host}:${port}/`)
      assert.equal(outcome.answered, false, host)
      assert.match(outcome.answered ? '' : outcome.reason, /private network/)
      assert.equal(await egress.isAllowedUrl(`http://${host}:${port}/`), false, host)
    }
    assert.equal(receiver.received.length, 0)
    await egress.close()
  })

  it('reads an answer up to its limit and cuts the rest', async () => {
    await using receiver = await startReceiver(() => ({ status: 200, body: 'x'.repeat(10_000_000) }))
    const egress = createEgress(['127.0.0.0/8'])
    const outcome = await send(egress, receiver.url)
    assert.ok(outcome.answered)
    assert.deepEqual([outcome.status, outcome.body.length], [200, 65_536])
    await egress.close()
  })

  it('ends at its deadline whatever the other side does', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const egress = createEgress(['127.0.0.0/8'])
    const begun = performance.now()
    const outcome = await send(egress, `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`, 300)
    assert.deepEqual(
      [outcome.answered, outcome.answered ? '' : outcome.reason],
      [false, 'No complete answer within 0.3 s.'],
    )
    assert.ok(performance.now() - begun < 1_300)
    await egress.close()
    silent.close()
  })

  it('says in words what went wrong', async () => {
    const rude = createServer((socket) => socket.end('this is not HTTP\r\n\r\n'))
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
    const egress = createEgress(['127.0.0.0/8'])
    const reasonOf = async (url: string) => {
      const outcome = await send(egress, url)
      return outcome.answered ? 'answered' : outcome.reason
    }
    assert.match(await reasonOf('http://127.0.0.1:9/'), /refused/)
    assert.match(await reasonOf('http://nowhere.invalid/'), /does not resolve|could not be resolved/)
    assert.match(await reasonOf(`http://127.0.0.1:${(rude.address() as AddressInfo).port}/`), /not valid HTTP/)
    assert.match(await reasonOf(`https://127.0.0.1:${(rude.address() as AddressInfo).port}/`), /TLS handshake failed/)
    await egress.close()
    rude.close()
  })
})
