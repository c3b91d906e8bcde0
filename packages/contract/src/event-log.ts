import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Id } from './id.ts'
import { Instant } from './instant.ts'
import { page, PageQuery } from './page.ts'

/** Who did something: a person, a key, or Pulse itself. */
export const ActorRef = z.object({ kind: z.enum(['api_key', 'user', 'system']), id: z.string(), name: z.string() })
export type ActorRef = z.output<typeof ActorRef>

/** One fact, in the past tense, with the snapshot of what it is about. */
export const Event = z
  .object({
    id: Id,
    type: z.string(),
    createdAt: Instant,
    actor: ActorRef,
    record: z
      .object({ type: z.string(), id: z.string(), version: z.int() })
      .nullable()
      .describe('What the event is about; within one record, versions give the order.'),
    data: z.record(z.string(), z.unknown()),
    changed: z.array(z.string()).optional().describe('Updates: the names of the fields that changed.'),
    previous: z.record(z.string(), z.unknown()).optional().describe('Updates: the values those fields had before.'),
  })
  .meta({ id: 'Event' })
export type Event = z.output<typeof Event>

const tag = 'Events'

export const listEvents = endpoint('GET /events', {
  tag,
  summary: 'The event log, newest first',
  scope: 'events:read',
  query: PageQuery.extend({ type: z.string().max(100).optional() }),
  reply: page(Event),
})

export const readEvent = endpoint('GET /events/:id', {
  tag,
  summary: 'Read one event',
  scope: 'events:read',
  params: z.object({ id: Id }),
  reply: Event,
  fails: ['event.not_found'],
})
