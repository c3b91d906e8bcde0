import { BlockList, isIP } from 'node:net'

/** Address blocks that are not the public internet (IANA special-purpose registries, RFC 6890 and its updates). */
const special: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]

/** Tells whether Pulse may dial an address; the allow list re-opens private ranges, such as `127.0.0.0/8` in development. */
export type AddressCheck = (address: string) => boolean

/** Builds the check; throws a sentence for a range that is not CIDR. */
export function createAddressCheck(allow: readonly string[]): AddressCheck {
  const blocked = listOf(special)
  const allowed = listOf(allow.map(parseRange))
  return (address) => {
    const plain = withoutMapping(address.replace(/^\[|\]$/g, '').replace(/%.*$/, ''))
    const family = isIP(plain)
    if (family === 0) return false
    const kind = family === 4 ? 'ipv4' : 'ipv6'
    return allowed.check(plain, kind) || !blocked.check(plain, kind)
  }
}

/** `::ffff:10.0.0.1` and `::ffff:a00:1` are the IPv4 address they map. */
function withoutMapping(address: string): string {
  const [, dotted, high, low] = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(address) ?? []
  if (dotted) return dotted
  if (!high || !low) return address
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join('.')
}

function parseRange(range: string): readonly [string, number] {
  const [network = '', bits = ''] = range.split('/')
  const family = isIP(network)
  const most = family === 4 ? 32 : 128
  const size = bits === '' ? most : Number(bits)
  if (family === 0 || !Number.isInteger(size) || size < 0 || size > most) {
    throw new Error(`EGRESS_ALLOW: "${range}" is not a range such as 10.0.0.0/8 or fd00::/8.`)
  }
  return [network, size]
}

function listOf(ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList()
  for (const [network, bits] of ranges) list.addSubnet(network, bits, isIP(network) === 6 ? 'ipv6' : 'ipv4')
  return list
}
