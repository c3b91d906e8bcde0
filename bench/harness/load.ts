import { Pool } from 'undici'

export interface LoadOptions {
  origin: string
  connections: number
  /** How long to send. */
  ms: number
  request: (index: number) => { path: string; headers: Record<string, string>; body: string }
}

export interface LoadResult {
  perSecond: number
  count: number
  /** Milliseconds of every request. */
  latencies: number[]
  failures: number
}

/** A closed loop: each connection sends the next request when the last one is answered. */
export async function load({ origin, connections, ms, request }: LoadOptions): Promise<LoadResult> {
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const latencies: number[] = []
  let failures = 0
  let index = 0
  const begun = performance.now()
  const worker = async () => {
    while (performance.now() - begun < ms) {
      const { path, headers, body } = request(index++)
      const at = performance.now()
      const { statusCode, body: answer } = await pool.request({
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      })
      await answer.dump()
      if (statusCode >= 300) failures++
      latencies.push(performance.now() - at)
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  const seconds = (performance.now() - begun) / 1_000
  await pool.close()
  return { perSecond: latencies.length / seconds, count: latencies.length, latencies, failures }
}
