import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The far end of webhooks: answers 204 at once and counts. */
export interface BenchReceiver {
  url: string
  count(): number
  /** Called for each request with its moment. */
  onRequest(hear: (at: number, body: string) => void): void
  close(): Promise<void>
}

export async function startReceiver(): Promise<BenchReceiver> {
  let count = 0
  let hear: ((at: number, body: string) => void) | undefined
  const server = createServer((request, response) => {
    const at = performance.now()
    let body = ''
    request.on('data', (chunk: Buffer) => {
      if (hear) body += chunk.toString()
    })
    request.on('end', () => {
      count++
      response.writeHead(204).end()
      hear?.(at, body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    onRequest: (listener) => void (hear = listener),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
