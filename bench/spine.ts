import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pause } from '../apps/server/src/kernel/clock.ts'
import { load } from './harness/load.ts'
import type { BenchOptions } from './main.ts'
import { startPulse, type BenchPulse } from './harness/pulse.ts'
import { startReceiver, type BenchReceiver } from './harness/receiver.ts'
import { median, percentile } from './harness/statistics.ts'
import type { Metrics } from './harness/table.ts'

/** The main job end to end: records in over HTTP, events out to a receiver, everything durable, authenticated and under row security. */
export async function spine({ quick }: BenchOptions): Promise<Metrics> {
  const rounds = quick ? 1 : 5
  const ms = quick ? 1_000 : 4_000
  const pulse = await startPulse()
  const bare = await startBare()
  const receiver = await startReceiver()
  try {
    await single(pulse, 500)
    const bares: number[] = []
    const singles: number[] = []
    const batches: number[] = []
    const p99s: number[] = []
    for (let round = 0; round < rounds; round++) {
      bares.push(
        (
          await load({
            origin: bare.origin,
            connections: 64,
            ms,
            request: () => ({ path: '/', headers: {}, body: order() }),
          })
        ).perSecond,
      )
      const one = await single(pulse, ms)
      singles.push(one.perSecond)
      p99s.push(percentile(one.latencies, 0.99))
      batches.push(await batch(pulse, ms))
    }
    const { id } = await subscribe(pulse, receiver.url)
    const deliveries = []
    for (let round = 0; round < rounds; round++) deliveries.push(await deliver(pulse, receiver, quick ? 2_000 : 20_000))
    const latencies = await idleLatency(pulse, receiver, quick ? 50 : 500)
    await post(pulse, `/api/v1/webhooks/${id}`, undefined, 'DELETE')
    const ratio = median(singles.map((value, index) => value / (bares[index] ?? Number.NaN)))
    return {
      'bare Fastify route': { value: median(bares), unit: 'requests/s' },
      'ingest, single': { value: median(singles), unit: 'records/s' },
      'ingest, single, p99': { value: median(p99s), unit: 'ms' },
      'ingest, single ÷ bare': { value: ratio, unit: '×', target: '>= 0.25' },
      'ingest, batches of 500': { value: median(batches), unit: 'records/s' },
      'delivered and recorded': {
        value: median(deliveries.map((one) => one.perSecond)),
        unit: 'deliveries/s',
        target: '>= 3000',
      },
      'commits per delivery': { value: median(deliveries.map((one) => one.commits)), unit: '', target: '<= 0.15' },
      'statements per delivery': { value: median(deliveries.map((one) => one.statements)), unit: '' },
      'WAL per delivery': { value: median(deliveries.map((one) => one.walBytes)), unit: 'bytes' },
      'idle, commit to receiver, p50': { value: percentile(latencies, 0.5), unit: 'ms', target: '<= 15' },
      'idle, commit to receiver, p99': { value: percentile(latencies, 0.99), unit: 'ms' },
    }
  } finally {
    await receiver.close()
    bare.stop()
    await pulse.stop()
  }
}

let serial = 0
const order = () =>
  JSON.stringify({
    orderNumber: `B-${process.pid}-${++serial}`,
    channel: 'api',
    currency: 'EUR',
    country: 'Germany',
    lines: [{ sku: 'A-1', description: 'Desk lamp', quantity: 2, unitPrice: 49.9 }],
  })

const single = ({ origin, key }: BenchPulse, ms: number) =>
  load({
    origin,
    connections: 64,
    ms,
    request: () => ({ path: '/api/v1/orders', headers: { authorization: `Bearer ${key}` }, body: order() }),
  })

async function batch({ origin, key }: BenchPulse, ms: number): Promise<number> {
  const body = () => `{"records":[${Array.from({ length: 500 }, order).join(',')}]}`
  const { perSecond } = await load({
    origin,
    connections: 2,
    ms,
    request: () => ({ path: '/api/v1/orders/batch', headers: { authorization: `Bearer ${key}` }, body: body() }),
  })
  return perSecond * 500
}

/** Sends singles and waits until every one is received and its outcome recorded. */
async function deliver(pulse: BenchPulse, receiver: BenchReceiver, count: number) {
  const before = await pulse.counters()
  const received = receiver.count()
  const recorded = await countRecorded(pulse)
  const begun = performance.now()
  let sent = 0
  const { origin, key } = pulse
  const send = async () => {
    while (sent < count) {
      const size = Math.min(100, count - sent)
      sent += size
      await post(
        { origin, key },
        '/api/v1/orders/batch',
        `{"records":[${Array.from({ length: size }, order).join(',')}]}`,
      )
    }
  }
  await Promise.all([send(), send()])
  while (receiver.count() - received < count) await pause(5)
  while ((await countRecorded(pulse)) - recorded < count) await pause(5)
  const seconds = (performance.now() - begun) / 1_000
  const after = await pulse.counters()
  const each = (name: keyof typeof after) => (after[name] - before[name]) / count
  return {
    perSecond: count / seconds,
    commits: each('commits'),
    statements: each('statements'),
    walBytes: each('walBytes'),
  }
}

async function countRecorded(pulse: BenchPulse): Promise<number> {
  const [row] = await pulse.query<{ count: string }>(
    'select coalesce(sum(succeeded), 0) as count from webhook_counters',
  )
  return Number(row?.count)
}

/** One record at a time on a quiet system: from the answer of the write to its arrival at the receiver. */
async function idleLatency(pulse: BenchPulse, receiver: BenchReceiver, count: number): Promise<number[]> {
  const samples: number[] = []
  for (let index = 0; index < count; index++) {
    const arrival = new Promise<number>((resolve) => receiver.onRequest((at) => resolve(at)))
    await post(pulse, '/api/v1/orders', order())
    const committed = performance.now()
    samples.push(Math.max(0, (await arrival) - committed))
    await pause(20)
  }
  return samples
}

async function subscribe(pulse: BenchPulse, url: string): Promise<{ id: string }> {
  return (await post(
    pulse,
    '/api/v1/webhooks',
    JSON.stringify({ url, events: ['order.created'], format: 'standard' }),
  )) as { id: string }
}

async function post(
  { origin, key }: Pick<BenchPulse, 'origin' | 'key'>,
  path: string,
  body?: string,
  method = 'POST',
): Promise<unknown> {
  const response = await fetch(origin + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

async function startBare(): Promise<{ origin: string; stop: () => void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'harness/bare-fastify.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const origin = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
  )
  return { origin, stop: () => child.kill() }
}
