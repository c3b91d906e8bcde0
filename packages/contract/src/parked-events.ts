import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { filterQuery } from './filter-query.ts'
import { Id } from './id.ts'
import { Instant } from './instant.ts'
import { page, PageQuery } from './page.ts'
import { Event } from './event-log.ts'

export const maxParkedIds = 500

/** An event a consumer failed on, set aside so that it stops nothing else. */
export const ParkedEvent = z
  .object({
    consumer: z.string().describe('What failed on the event, such as "webhooks".'),
    error: z.string(),
    parkedAt: Instant,
    event: Event.pick({ id: true, type: true, createdAt: true, record: true }),
  })
  .meta({ id: 'ParkedEvent' })
export type ParkedEvent = z.output<typeof ParkedEvent>

const Selection = z
  .strictObject({
    eventIds: z.array(Id).min(1).max(maxParkedIds).optional().describe('All parked events when left out.'),
    consumer: z.string().max(100).optional().describe('Those of every consumer when left out.'),
  })
  .meta({ id: 'ParkedSelection' })

const Outcome = z
  .object({
    done: z.int().describe('Events that are parked no more.'),
    failed: z.int().describe('Events that stay, each with its newest error.'),
  })
  .meta({ id: 'ParkedOutcome' })

const tag = 'Events'

export const listParked = endpoint('GET /events/parked', {
  tag,
  summary: 'Events that consumers failed on, oldest first',
  scope: 'events:read',
  query: filterQuery(
    [
      { name: 'consumer', kind: 'text', operators: ['eq', 'in'] },
      { name: 'type', kind: 'text', operators: ['eq', 'in'] },
    ],
    PageQuery.shape,
  ),
  reply: page(ParkedEvent),
})

export const retryParked = endpoint('POST /events/parked/retry', {
  tag,
  summary: 'Hand parked events to their consumers again; where order matters, a record’s events go together',
  scope: 'events:write',
  body: Selection,
  reply: Outcome,
})

export const discardParked = endpoint('POST /events/parked/discard', {
  tag,
  summary: 'Give parked events up: their consumers never handle them',
  scope: 'events:write',
  body: Selection,
  reply: Outcome,
})
