import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Id } from './id.ts'
import { Instant } from './instant.ts'
import { JsonObject } from './json.ts'
import { page, PageQuery } from './page.ts'

/** Work that runs in the background: how far it is and what came of it. */
export const Job = z
  .object({
    id: Id,
    task: z.string(),
    state: z.enum(['queued', 'running', 'done', 'failed']),
    done: z.int(),
    total: z.int().nullable(),
    result: JsonObject.nullable(),
    error: z.string().nullable().describe('Why the last try failed.'),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Job' })
export type Job = z.output<typeof Job>

const tag = 'Jobs'

export const listJobs = endpoint('GET /jobs', {
  tag,
  summary: 'List background work, newest first',
  scope: 'workspace:read',
  query: PageQuery,
  reply: page(Job),
})

export const readJob = endpoint('GET /jobs/:id', {
  tag,
  summary: 'Read how far a piece of background work is',
  scope: 'workspace:read',
  params: z.object({ id: Id }),
  reply: Job,
  fails: ['job.not_found'],
})
