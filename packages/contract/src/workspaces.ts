import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Id } from './id.ts'
import { Instant } from './instant.ts'

/** Days that events, deliveries and attempts are kept; workspaces of one class share partitions. */
export const retentionClasses = [7, 30, 90, 365] as const

export const Workspace = z
  .object({
    id: Id,
    name: z.string(),
    timeZone: z.string().describe('IANA name; decides when a day is over.'),
    retentionDays: z.union(retentionClasses.map((days) => z.literal(days))),
    createdAt: Instant,
  })
  .meta({ id: 'Workspace' })
export type Workspace = z.output<typeof Workspace>

export const readWorkspace = endpoint('GET /workspace', {
  tag: 'Workspace',
  summary: 'The workspace this key belongs to',
  scope: 'workspace:read',
  reply: Workspace,
})
