import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { buildConnector } from 'undici'
import type { AddressCheck } from './addresses.ts'

/** The address is not one Pulse may dial. */
class EgressForbidden extends Error {
  override name = 'EgressForbidden'
  constructor(host: string) {
    super(`${host} is inside a private network.`)
  }
}

/** Resolves a name and keeps only addresses that may be dialled: the answer that was checked is the one that is used. */
function safeLookup(isAllowed: AddressCheck): LookupFunction {
  return (hostname, options, callback) => {
    const all: LookupOptions & { all: true } = {
      ...options,
      family: options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : (options.family ?? 0),
      all: true,
    }
    resolve(hostname, all, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, '', 0)
      const safe = addresses.filter(({ address }) => isAllowed(address))
      const [first] = safe
      if (!first) return callback(new EgressForbidden(hostname), '', 0)
      if (options.all) callback(null, safe)
      else callback(null, first.address, first.family)
    })
  }
}

/** Dials only allowed addresses: literals are checked before, names while resolving, the peer once more after connecting. */
export function safeConnector(isAllowed: AddressCheck, timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({
    timeout: timeoutMs,
    lookup: safeLookup(isAllowed),
    maxCachedSessions: 100,
    allowH2: false,
  })
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) !== 0 && !isAllowed(host)) return callback(new EgressForbidden(host), null)
    connect(options, (...[error, socket]) => {
      if (error) return callback(error, null)
      if (isAllowed(peerOf(socket))) return callback(null, socket)
      socket.destroy()
      callback(new EgressForbidden(host), null)
    })
  }
}

const peerOf = ({ remoteAddress = '' }: Socket) => remoteAddress
