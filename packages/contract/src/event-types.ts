import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Id } from './id.ts'
import { Instant } from './instant.ts'
import { JsonObject } from './json.ts'

export const maxEventBatch = 1_000
const maxSchemaLength = 65_536

/** The name of an event of one's own: at least two lower-case words joined by dots, the last in the past tense. */
const EventTypeName = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+$/, {
    error: 'Use lower-case words joined by dots, such as "checkout.started".',
  })

/** An event of the catalog: its name, the JSON Schema of its data, and a sample. */
export const EventType = z
  .object({
    name: z.string(),
    description: z.string(),
    source: z.enum(['platform', 'module', 'custom']),
    schema: JsonObject.describe('JSON Schema of the data.'),
    sample: JsonObject,
  })
  .meta({ id: 'EventType' })
export type EventType = z.output<typeof EventType>

const Draft = z
  .strictObject({
    name: EventTypeName,
    description: z.string().max(1_000).default(''),
    schema: JsonObject.refine((schema) => JSON.stringify(schema).length <= maxSchemaLength, {
      error: `Must be shorter than ${maxSchemaLength.toLocaleString('en')} characters.`,
    })
      .default({ type: 'object' })
      .describe('JSON Schema the data must fit.'),
    sample: JsonObject.default({}),
  })
  .meta({ id: 'EventTypeDraft' })
export type EventTypeDraft = z.output<typeof Draft>

/** An event sent in from outside. */
const EventDraft = z
  .strictObject({
    type: z.string().max(100),
    data: JsonObject,
    externalId: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('An id of the sender’s: a second event with it is refused.'),
  })
  .meta({ id: 'EventDraft' })

/** What an accepted event is told by: it is durable and on its way. */
export const AcceptedEvent = z.object({ id: Id, type: z.string(), createdAt: Instant }).meta({ id: 'AcceptedEvent' })
export type AcceptedEvent = z.output<typeof AcceptedEvent>

const tag = 'Events'
const params = z.object({ name: z.string().max(100) })

export const listEventTypes = endpoint('GET /event-types', {
  tag,
  summary: 'The event catalog: every event of this workspace with its schema and a sample',
  scope: 'events:read',
  reply: z.array(EventType),
})

export const declareEventType = endpoint('POST /event-types', {
  tag,
  summary: 'Declare an event of your own',
  scope: 'events:write',
  body: Draft,
  reply: EventType,
  status: 201,
  fails: ['event.type_taken'],
})

export const deleteEventType = endpoint('DELETE /event-types/:name', {
  tag,
  summary: 'Stop taking an event of your own; those that happened stay',
  scope: 'events:write',
  params,
  reply: EventType,
  fails: ['event.type_not_found'],
})

export const sendEvent = endpoint('POST /events', {
  tag,
  summary: 'Send an event of a declared type',
  scope: 'events:write',
  body: EventDraft,
  reply: AcceptedEvent,
  status: 201,
  fails: ['event.type_unknown', 'event.invalid', 'event.duplicate'],
})

export const sendEvents = endpoint('POST /events/batch', {
  tag,
  summary: `Send up to ${maxEventBatch.toLocaleString('en')} events: all of them or, if one is wrong, none`,
  scope: 'events:write',
  body: z.strictObject({ events: z.array(EventDraft).min(1).max(maxEventBatch) }),
  reply: z.object({ data: z.array(AcceptedEvent) }).meta({ id: 'AcceptedEvents' }),
  status: 201,
  fails: ['event.type_unknown', 'event.invalid', 'event.duplicate'],
  size: 'bulk',
})
