import type { health } from '@pulse/contract'
import type { FastifyReply } from 'fastify'
import { statement } from '#kernel/db/statement'
import type { Feature } from '#kernel/feature'
import type { Kernel } from '#kernel/kernel'
import { measureLag } from './lag.ts'

const ping = statement('ping', 'select 1 as one')
const pingTimeoutMs = 2_000

/** Health at the root, never wrapped: for load balancers, orchestrators and Prometheus. */
export const healthFeature: Feature = {
  name: 'health',
  install(kernel) {
    const { server, metrics } = kernel
    const plain = (reply: FastifyReply, ok: boolean, body: object) =>
      reply
        .code(ok ? 200 : 503)
        .header('cache-control', 'no-store')
        .send(body)

    server.get('/health/live', (_, reply) => plain(reply, true, { status: 'ok' }))

    const ready = async (reply: FastifyReply) => {
      const latencyMs = await databaseLatency(kernel)
      const isReady = latencyMs !== null && !kernel.lifecycle.isStopping && kernel.disk.isOk()
      return plain(reply, isReady, {
        status: isReady ? 'ok' : kernel.lifecycle.isStopping ? 'stopping' : 'unavailable',
      })
    }
    server.get('/health', (_, reply) => ready(reply))
    server.get('/health/ready', (_, reply) => ready(reply))

    server.get('/health/detailed', async (_, reply) => {
      const body = await detailedHealth(kernel)
      return plain(reply, body.status !== 'down', body)
    })

    const lag = metrics.gauge('pulse_consumer_pending', 'Events a consumer has not handled yet.', ['consumer'])
    const age = metrics.gauge(
      'pulse_consumer_oldest_seconds',
      'Age of the oldest event a consumer has not handled yet.',
      ['consumer'],
    )
    const parked = metrics.gauge('pulse_events_parked', 'Events set aside because a consumer failed on them.', [
      'consumer',
    ])
    const queue = metrics.gauge('pulse_queue_size', 'What waits or runs in this process.', ['queue', 'state'])
    metrics.beforePrint(async () => {
      const { consumers, queues } = await detailedHealth(kernel)
      for (const { consumer, pending, oldestMs, parked: count } of consumers) {
        lag.set({ consumer }, pending)
        age.set({ consumer }, oldestMs / 1_000)
        parked.set({ consumer }, count)
      }
      for (const [name, counts] of Object.entries(queues)) {
        for (const [state, count] of Object.entries(counts)) queue.set({ queue: name, state }, count)
      }
    })
    server.get('/health/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.print()))
  },
}

async function detailedHealth(kernel: Kernel): Promise<health.DetailedHealth> {
  const { config, disk, isEmbedded } = kernel
  const latencyMs = await databaseLatency(kernel)
  const consumers = latencyMs === null ? [] : await measureLag(kernel)
  const isHealthy = disk.isOk() && consumers.every(({ parked }) => parked === 0)
  return {
    status: latencyMs === null ? 'down' : isHealthy ? 'ok' : 'degraded',
    version: config.version,
    uptimeSeconds: Math.floor(process.uptime()),
    database: { ok: latencyMs !== null, embedded: isEmbedded, latencyMs },
    disk: { ok: disk.isOk(), freeBytes: disk.freeBytes() },
    consumers,
    queues: Object.fromEntries([...kernel.queues].map(([name, counts]) => [name, counts()])),
  }
}

/** Milliseconds for the simplest question, or null when the database does not answer. */
async function databaseLatency({ noteOne }: Kernel): Promise<number | null> {
  const begun = performance.now()
  const timeout = new Promise<null>((resolve) => setTimeout(resolve, pingTimeoutMs, null).unref())
  const answer = await Promise.race([noteOne(ping).catch(() => null), timeout])
  return answer === null ? null : Math.round((performance.now() - begun) * 10) / 10
}
