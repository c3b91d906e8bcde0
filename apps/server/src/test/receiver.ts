import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  at: number
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** What to answer: a status, or anything the request's handler writes itself. */
export type Answer = (
  received: Received,
) =>
  | { status: number; headers?: Record<string, string>; body?: string }
  | Promise<{ status: number; headers?: Record<string, string>; body?: string }>

/** A real HTTP server at the other end of webhooks: keeps what it got. */
export interface Receiver {
  url: string
  received: Received[]
  /** Changes how it answers from now on. */
  answer(answer: Answer): void
  /** Resolves when this many requests have come. */
  count(wanted: number): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export async function startReceiver(first: Answer = () => ({ status: 204 })): Promise<Receiver> {
  let answer = first
  const received: Received[] = []
  const waiting: { wanted: number; resolve: () => void }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const one = {
        at: Date.now(),
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      }
      received.push(one)
      for (const { wanted, resolve } of waiting) if (received.length >= wanted) resolve()
      const { status, headers = {}, body = '' } = await answer(one)
      response.writeHead(status, headers).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answer: (next) => void (answer = next),
    count: (wanted) =>
      received.length >= wanted ? Promise.resolve() : new Promise((resolve) => waiting.push({ wanted, resolve })),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
