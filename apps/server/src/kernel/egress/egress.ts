import { promises as dns } from 'node:dns'
import { isIP } from 'node:net'
import { Pool, type Dispatcher } from 'undici'
import { createAddressCheck } from './addresses.ts'
import { safeConnector } from './connector.ts'
import { inWords } from './words.ts'

/** A request to the outside; everything about it is bounded. */
export interface OutgoingRequest {
  url: string
  method: 'POST' | 'GET'
  headers: Record<string, string>
  body: string
  /** For the whole exchange: connect, headers and body. */
  timeoutMs: number
}

/** What came of it; a failure of the other side is a value, in words. */
export type Outcome =
  | { answered: true; status: number; retryAfter: string | undefined; body: string; durationMs: number }
  | { answered: false; reason: string; durationMs: number }

/** The only way out of Pulse: no private addresses, no redirects, bounded time and size. */
export interface Egress {
  /** Whether a URL may be called as far as can be told now; checked again when it is dialled. */
  isAllowedUrl(url: string): Promise<boolean>
  send(request: OutgoingRequest): Promise<Outcome>
  close(): Promise<void>
}

/** Bytes of an answer that are read; the rest is cut and the socket closed. */
const mostBodyBytes = 65_536
const mostHeaderBytes = 32_768
const mostPools = 2_000

export function createEgress(allow: readonly string[]): Egress {
  const isAllowed = createAddressCheck(allow)
  const pools = new Map<string, Pool>()

  const poolOf = (origin: string) => {
    const existing = pools.get(origin)
    if (existing) {
      pools.delete(origin)
      pools.set(origin, existing)
      return existing
    }
    const [oldest] = pools
    if (pools.size >= mostPools && oldest) {
      pools.delete(oldest[0])
      void oldest[1].close()
    }
    const pool = new Pool(origin, {
      // A connection for each request under way: none waits for another's, so its time begins when it is sent.
      pipelining: 1,
      allowH2: false,
      connect: safeConnector(isAllowed, 30_000),
      maxHeaderSize: mostHeaderBytes,
      keepAliveTimeout: 10_000,
      keepAliveMaxTimeout: 60_000,
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    pools.set(origin, pool)
    return pool
  }

  return {
    isAllowedUrl: async (url) => {
      const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
      if (isIP(host) !== 0) return isAllowed(host)
      if (host === 'localhost' || host.endsWith('.localhost')) return isAllowed('127.0.0.1')
      // A name that does not resolve yet may do so later; what it resolves to is checked when it is dialled.
      const addresses = await dns.lookup(host, { all: true }).catch(() => [])
      return addresses.length === 0 || addresses.some(({ address }) => isAllowed(address))
    },
    send: (request) => exchange(poolOf(new URL(request.url).origin), request),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
      pools.clear()
    },
  }
}

function exchange(pool: Pool, { url, method, headers, body, timeoutMs }: OutgoingRequest): Promise<Outcome> {
  const { pathname, search } = new URL(url)
  const begun = performance.now()
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined
    let isOver = false
    let status = 0
    let retryAfter: string | undefined
    let size = 0
    const chunks: Buffer[] = []

    const settle = (reason?: string) => {
      if (isOver) return
      isOver = true
      clearTimeout(deadline)
      const durationMs = Math.round(performance.now() - begun)
      if (reason !== undefined) resolve({ answered: false, reason, durationMs })
      else resolve({ answered: true, status, retryAfter, body: Buffer.concat(chunks).toString('utf8'), durationMs })
    }
    const cut = (reason?: string) => {
      settle(reason)
      controller?.abort(new Error('cut'))
    }
    const deadline = setTimeout(() => cut(`No complete answer within ${timeoutMs / 1_000} s.`), timeoutMs)

    pool.dispatch(
      { path: pathname + search, method, headers, body },
      {
        onRequestStart: (started) => {
          controller = started
          if (isOver) started.abort(new Error('cut'))
        },
        onResponseStart: (_, code, answered) => {
          status = code
          const after = answered['retry-after']
          retryAfter = Array.isArray(after) ? after[0] : after
        },
        onResponseData: (_, chunk) => {
          chunks.push(chunk.subarray(0, mostBodyBytes - size))
          size += chunk.length
          if (size >= mostBodyBytes) cut()
        },
        onResponseEnd: () => settle(),
        onResponseError: (_, error) => settle(inWords(error)),
      },
    )
  })
}
