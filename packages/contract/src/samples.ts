import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Job } from './jobs.ts'

export const fillWithSamples = endpoint('POST /sample-data', {
  tag: 'Sample data',
  summary: 'Fill the workspace with believable records of the past year; the same seed gives the same records',
  scope: 'workspace:write',
  body: z.strictObject({
    size: z.int().min(100).max(10_000_000).default(1_000).describe('Records in all.'),
    modules: z.array(z.string()).min(1).optional().describe('All modules when left out.'),
    seed: z.int().min(0).max(1_000_000).default(1),
  }),
  reply: Job,
  status: 202,
  fails: ['module.unknown'],
})
