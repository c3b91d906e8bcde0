import { z } from 'zod'

/** How far one consumer of events is behind. */
export const ConsumerLag = z.object({
  consumer: z.string(),
  pending: z.int().describe('Events not yet handled, counted up to 10,000.'),
  oldestMs: z.int().describe('Age of the oldest of them in milliseconds; 0 when there is none.'),
  parked: z.int().describe('Events set aside because the consumer failed on them.'),
})

/** The answer of `/health/detailed`. */
export const DetailedHealth = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    version: z.string(),
    uptimeSeconds: z.int(),
    database: z.object({ ok: z.boolean(), embedded: z.boolean(), latencyMs: z.number().nullable() }),
    disk: z.object({ ok: z.boolean(), freeBytes: z.number().nullable() }),
    consumers: z.array(ConsumerLag),
    queues: z
      .record(z.string(), z.record(z.string(), z.number()))
      .describe('What waits in this process, such as deliveries.'),
  })
  .meta({ id: 'DetailedHealth' })
export type DetailedHealth = z.output<typeof DetailedHealth>
