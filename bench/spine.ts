import { pause } from '../apps/server/src/kernel/clock.ts'
import { startBare } from './harness/bare.ts'
import { load, type LoadResult } from './harness/load.ts'
import type { BenchOptions } from './main.ts'
import { post, startPulse, type BenchPulse } from './harness/pulse.ts'
import { startReceiver, type BenchReceiver } from './harness/receiver.ts'
import { median, percentile } from './harness/statistics.ts'
import type { Metrics } from './harness/table.ts'

const connections = 64
const batchSize = 500

/** The main job end to end: records and events in over HTTP, out to a receiver, everything durable, authenticated and under row security. */
export async function spine({ quick }: BenchOptions): Promise<Metrics> {
  const pulse = await startPulse()
  const receiver = await startReceiver()
  try {
    await post(pulse, '/api/v1/event-types', JSON.stringify({ name: 'bench.happened', schema: eventSchema }))
    const ingest = await measureIngest(pulse, { rounds: quick ? 1 : 5, ms: quick ? 1_000 : 4_000 })
    const delivery = await measureDelivery(pulse, receiver, { rounds: quick ? 1 : 5, count: quick ? 2_000 : 20_000 })
    const latencies = await idleLatency(pulse, receiver, quick ? 50 : 500)
    return {
      ...ingest,
      ...delivery,
      'idle, commit to receiver, p50': { value: percentile(latencies, 0.5), unit: 'ms', target: '<= 15' },
      'idle, commit to receiver, p99': { value: percentile(latencies, 0.99), unit: 'ms' },
    }
  } finally {
    await receiver.close()
    await pulse.stop()
  }
}

let serial = 0
const eventSchema = {
  type: 'object',
  properties: { cart: { type: 'string' }, items: { type: 'integer' } },
  required: ['cart'],
}
const event = () => JSON.stringify({ type: 'bench.happened', data: { cart: `cart ${++serial}`, items: serial % 9 } })
const order = () =>
  JSON.stringify({
    orderNumber: `B-${process.pid}-${++serial}`,
    channel: 'api',
    currency: 'EUR',
    country: 'Germany',
    lines: [{ sku: 'A-1', description: 'Desk lamp', quantity: 2, unitPrice: 49.9 }],
  })

/** Bare route, single events, single records and batches in turn, so that all see the same machine. */
async function measureIngest(pulse: BenchPulse, { rounds, ms }: { rounds: number; ms: number }): Promise<Metrics> {
  const bare = await startBare()
  const send = (path: string, body: () => string) => {
    const headers = { authorization: `Bearer ${pulse.key}` }
    return load({ origin: pulse.origin, connections, ms, request: () => ({ path, headers, body: body() }) })
  }
  const runs: { bare: LoadResult; event: LoadResult; record: LoadResult; batch: number }[] = []
  await send('/api/v1/events', event)
  for (let round = 0; round < rounds; round++) {
    runs.push({
      bare: await load({
        origin: bare.origin,
        connections,
        ms,
        request: () => ({ path: '/', headers: {}, body: event() }),
      }),
      event: await send('/api/v1/events', event),
      record: await send('/api/v1/orders', order),
      batch: await batches(pulse, ms),
    })
  }
  bare.stop()
  const failures = runs.reduce((sum, run) => sum + run.event.failures + run.record.failures, 0)
  if (failures > 0) throw new Error(`${failures} requests were refused.`)
  const rate = (name: 'bare' | 'event' | 'record') => median(runs.map((run) => run[name].perSecond))
  const ratio = (name: 'event' | 'record') => median(runs.map((run) => run[name].perSecond / run.bare.perSecond))
  return {
    'bare Fastify route': { value: rate('bare'), unit: 'requests/s' },
    'ingest, single events': { value: rate('event'), unit: 'events/s' },
    'ingest, single events ÷ bare': { value: ratio('event'), unit: '×', target: '>= 0.25' },
    'ingest, single events, p99': {
      value: median(runs.map((run) => percentile(run.event.latencies, 0.99))),
      unit: 'ms',
    },
    'ingest, single records': { value: rate('record'), unit: 'records/s' },
    'ingest, single records ÷ bare': { value: ratio('record'), unit: '×' },
    [`ingest, records in batches of ${batchSize}`]: { value: median(runs.map((run) => run.batch)), unit: 'records/s' },
  }
}

async function batches({ origin, key }: BenchPulse, ms: number): Promise<number> {
  const headers = { authorization: `Bearer ${key}` }
  const body = () => `{"records":[${Array.from({ length: batchSize }, order).join(',')}]}`
  const { perSecond } = await load({
    origin,
    connections: 2,
    ms,
    request: () => ({ path: '/api/v1/orders/batch', headers, body: body() }),
  })
  return perSecond * batchSize
}

async function measureDelivery(
  pulse: BenchPulse,
  receiver: BenchReceiver,
  { rounds, count }: { rounds: number; count: number },
): Promise<Metrics> {
  await post(
    pulse,
    '/api/v1/webhooks',
    JSON.stringify({ url: receiver.url, events: ['order.created'], format: 'standard' }),
  )
  const runs: Awaited<ReturnType<typeof deliver>>[] = []
  for (let round = 0; round < rounds; round++) runs.push(await deliver(pulse, receiver, count))
  const middle = (name: keyof (typeof runs)[number]) => median(runs.map((run) => run[name]))
  return {
    'delivered and recorded': { value: middle('perSecond'), unit: 'deliveries/s', target: '>= 3000' },
    'commits per delivery': { value: middle('commits'), unit: '', target: '<= 0.15' },
    'statements per delivery': { value: middle('statements'), unit: '' },
    'WAL per delivery': { value: middle('walBytes'), unit: 'bytes' },
  }
}

/** Sends records and waits until every event is received and its outcome recorded. */
async function deliver(pulse: BenchPulse, receiver: BenchReceiver, count: number) {
  const before = await pulse.counters()
  const received = receiver.count()
  const recorded = await countRecorded(pulse)
  const begun = performance.now()
  let sent = 0
  const send = async () => {
    while (sent < count) {
      const size = Math.min(100, count - sent)
      sent += size
      await post(pulse, '/api/v1/orders/batch', `{"records":[${Array.from({ length: size }, order).join(',')}]}`)
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
