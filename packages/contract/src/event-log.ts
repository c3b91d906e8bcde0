import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import type { FilterField } from './filter.ts'
import { filterQuery } from './filter-query.ts'
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
  .meta({
    id: 'Event',
    examples: [
      {
        id: '019c6a10-7d20-7000-8000-5f2b7c1d9e42',
        type: 'order.updated',
        createdAt: '2026-02-17T09:30:00.000Z',
        actor: { kind: 'api_key', id: '019c6a0f-11c0-7000-8000-0a4be2d37f10', name: 'Web shop' },
        record: { type: 'order', id: '019c6a0f-9a40-7000-8000-c3d1e5f60718', version: 2 },
        data: { id: '019c6a0f-9a40-7000-8000-c3d1e5f60718', orderNumber: 'SO-10421', status: 'shipped', version: 2 },
        changed: ['status'],
        previous: { status: 'confirmed' },
      },
    ],
  })
export type Event = z.output<typeof Event>

const tag = 'Events'

const about: readonly FilterField[] = [
  { name: 'type', kind: 'text', operators: ['eq', 'in'] },
  { name: 'recordType', kind: 'text', operators: ['eq', 'in'] },
  { name: 'recordId', kind: 'text', operators: ['eq', 'in'] },
]
const moment: FilterField = { name: 'createdAt', kind: 'instant', operators: ['gte', 'lte'] }

/** A place in the log: behind an event, or before the oldest one kept. */
const notAPlace = 'Must be the id of an event, or "start".'
export const After = z
  .string({ error: notAPlace })
  .refine((text) => text === 'start' || Id.safeParse(text).success, { error: notAPlace })

const EventsQuery = filterQuery([...about, moment], {
  ...PageQuery.shape,
  sort: z
    .enum(['-createdAt', 'createdAt'], {
      error: 'Events sort by time alone: use -createdAt (newest first) or createdAt.',
    })
    .optional(),
  after: After.optional().describe(
    'Reads what was committed behind this event, oldest first and without gaps; send nextCursor back as after. "start" begins at the oldest event kept.',
  ),
}).superRefine(({ after, ...others }, context) => {
  if (after === undefined) return
  for (const name of ['cursor', 'page', 'sort'] as const) {
    if (others[name] !== undefined)
      context.addIssue({ code: 'custom', path: [name], message: 'Leave this out beside after, which pages by itself.' })
  }
})
export type EventsQuery = z.output<typeof EventsQuery>

export const listEvents = endpoint('GET /events', {
  tag,
  summary: 'The event log, newest first; with after, what came behind an event, oldest first',
  scope: 'events:read',
  query: EventsQuery,
  reply: page(Event),
  fails: ['event.position_gone'],
})

export const readEvent = endpoint('GET /events/:id', {
  tag,
  summary: 'Read one event',
  scope: 'events:read',
  params: z.object({ id: Id }),
  reply: Event,
  fails: ['event.not_found'],
})

export const streamEvents = endpoint('GET /events/stream', {
  tag,
  summary: 'Events as they happen; resumes behind Last-Event-ID and says `event: live` when it has caught up',
  scope: 'events:read',
  query: filterQuery(about, {
    after: After.optional().describe('Where to begin when there is no Last-Event-ID; now when left out.'),
  }),
  reply: Event,
  stream: true,
  fails: ['event.position_gone'],
})
