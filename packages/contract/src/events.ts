import { z } from 'zod'
import { ApiKey } from './api-keys.ts'
import { EventType } from './event-types.ts'
import { apiKeySample, eventTypeSample, recordSample, webhookSample, workspaceSample } from './event-samples.ts'
import type { JsonObject } from './json.ts'
import type { Module, ObjectType } from './object-type.ts'
import { recordShape, type RecordData } from './record-shape.ts'
import { Webhook } from './webhooks.ts'
import { Workspace } from './workspaces.ts'

interface PlatformEvent<Data extends z.ZodType = z.ZodType> {
  description: string
  data: Data
  sample: z.output<Data>
  /** Sent only to the webhook it concerns, never by a wildcard. */
  direct?: true
}

/** Declares an event whose sample fits its data. */
const event = <const Data extends z.ZodType>(declared: PlatformEvent<Data>) => declared

/** Events of the platform itself: a name, and the snapshot every consumer receives. */
export const platformEvents = {
  'workspace.created': event({ description: 'A workspace was made.', data: Workspace, sample: workspaceSample }),
  'module.installed': event({
    description: 'A module was installed or brought up to date.',
    data: z.object({ types: z.array(z.string()) }),
    sample: { types: ['company', 'contact', 'lead'] },
  }),
  'api_key.created': event({ description: 'An API key was made.', data: ApiKey, sample: apiKeySample }),
  'api_key.revoked': event({ description: 'An API key was revoked.', data: ApiKey, sample: apiKeySample }),
  'event_type.declared': event({
    description: 'An event of the workspace’s own was declared.',
    data: EventType,
    sample: eventTypeSample,
  }),
  'event_type.deleted': event({
    description: 'An event of the workspace’s own is taken no more.',
    data: EventType,
    sample: eventTypeSample,
  }),
  'sample_data.requested': event({
    description: 'Someone asked for sample data.',
    data: z.object({ jobId: z.string(), size: z.int(), modules: z.array(z.string()), seed: z.int() }),
    sample: { jobId: '019b8d6f-1c40-7000-8000-000000000005', size: 1_000, modules: ['crm'], seed: 1 },
  }),
  'parked_events.retry_requested': event({
    description: 'Someone asked on the command line to hand parked events to their consumers again.',
    data: z.object({
      jobId: z.string(),
      eventIds: z.array(z.string()).readonly().optional(),
      consumer: z.string().optional(),
    }),
    sample: { jobId: '019b8d6f-1c40-7000-8000-000000000006', consumer: 'webhooks' },
  }),
  'webhook.created': event({ description: 'A webhook was subscribed.', data: Webhook, sample: webhookSample }),
  'webhook.updated': event({
    description: 'A webhook was changed.',
    data: Webhook,
    sample: { ...webhookSample, isActive: false, version: 2 },
  }),
  'webhook.deleted': event({ description: 'A webhook was removed.', data: Webhook, sample: webhookSample }),
  'webhook.tested': event({
    description: 'A test was sent to a webhook.',
    data: z.object({ webhookId: z.string(), message: z.string() }),
    sample: { webhookId: webhookSample.id, message: 'This is a test from Pulse.' },
    direct: true,
  }),
} satisfies Record<string, PlatformEvent>

export type PlatformEventName = keyof typeof platformEvents
export type EventData<Name extends string> = Name extends PlatformEventName
  ? z.output<(typeof platformEvents)[Name]['data']>
  : Record<string, unknown>

/** One name of the event catalog. */
export interface CatalogEntry {
  name: string
  description: string
  data: z.ZodType
  sample: JsonObject
  /** The object type whose record the event is about. */
  type?: ObjectType
  direct?: true
}

/** Every event that can happen, by name: the platform's own and those of the given modules. */
export function eventCatalog(modules: readonly Module[]): Map<string, CatalogEntry> {
  const platform = Object.entries<PlatformEvent>(platformEvents).map(([name, { sample, ...entry }]) => ({
    name,
    ...entry,
    sample: sample as JsonObject,
  }))
  const records = modules.flatMap(({ types }) => types.flatMap(recordEvents))
  return new Map([...platform, ...records].map((entry) => [entry.name, entry]))
}

function recordEvents(type: ObjectType): CatalogEntry[] {
  const { Snapshot } = recordShape(type)
  const what = type.label.toLowerCase()
  const entry = (word: string, description: string, fields: RecordData = {}) => ({
    name: `${type.name}.${word}`,
    description,
    data: Snapshot,
    sample: recordSample(type, fields),
    type,
  })
  const inState = (state: string | undefined) => (type.status && state ? { [type.status.field]: state } : {})
  const states = Object.entries(type.status?.events ?? {}).map(([state, word]) =>
    entry(word, `The ${what} entered the state ${state}.`, inState(state)),
  )
  const always = type.status?.always ? [entry(type.status.always, `The ${what} moved to another state.`)] : []
  const chosen = (type.choices ?? []).flatMap(({ field, event: words }) =>
    Object.entries(words).map(([value, word]) =>
      entry(word, `The ${what} was made with ${field} ${value}.`, { [field]: value }),
    ),
  )
  const timed = (type.clock ?? []).map(({ event: word, field, whileStatus, moveTo }) =>
    entry(word, `The moment in ${field} of the ${what} came.`, inState(moveTo ?? whileStatus[0])),
  )
  const own = [
    entry('created', `The ${what} was made.`),
    entry('updated', `The ${what} was changed.`),
    entry('deleted', `The ${what} was deleted.`),
  ]
  return [...own, ...states, ...always, ...chosen, ...timed]
}

/** The table of underscore forms (`order_created`) that sources use for dotted names. */
export function underscoreAliases(names: Iterable<string>): Map<string, string> {
  return new Map([...names].map((name) => [name.replaceAll('.', '_'), name]))
}

/** Whether a subscription entry (`*`, `order.*` or a name) covers an event. */
export function covers(pattern: string, name: string): boolean {
  if (pattern === '*') return true
  return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name
}
