import { z } from 'zod'
import { ApiKey } from './api-keys.ts'
import { EventType } from './event-types.ts'
import type { Module, ObjectType } from './object-type.ts'
import { recordShape } from './record-shape.ts'
import { Webhook } from './webhooks.ts'
import { Workspace } from './workspaces.ts'

interface PlatformEvent {
  description: string
  data: z.ZodType
  /** Sent only to the webhook it concerns, never by a wildcard. */
  direct?: true
}

/** Events of the platform itself: a name, and the snapshot every consumer receives. */
export const platformEvents = {
  'workspace.created': { description: 'A workspace was made.', data: Workspace },
  'module.installed': {
    description: 'A module was installed or brought up to date.',
    data: z.object({ types: z.array(z.string()) }),
  },
  'api_key.created': { description: 'An API key was made.', data: ApiKey },
  'api_key.revoked': { description: 'An API key was revoked.', data: ApiKey },
  'event_type.declared': { description: 'An event of the workspace’s own was declared.', data: EventType },
  'event_type.deleted': { description: 'An event of the workspace’s own is taken no more.', data: EventType },
  'sample_data.requested': {
    description: 'Someone asked for sample data.',
    data: z.object({ jobId: z.string(), size: z.int(), modules: z.array(z.string()), seed: z.int() }),
  },
  'webhook.created': { description: 'A webhook was subscribed.', data: Webhook },
  'webhook.updated': { description: 'A webhook was changed.', data: Webhook },
  'webhook.deleted': { description: 'A webhook was removed.', data: Webhook },
  'webhook.tested': {
    description: 'A test was sent to a webhook.',
    data: z.object({ webhookId: z.string(), message: z.string() }),
    direct: true,
  },
} as const satisfies Record<string, PlatformEvent>

export type PlatformEventName = keyof typeof platformEvents
export type EventData<Name extends string> = Name extends PlatformEventName
  ? z.output<(typeof platformEvents)[Name]['data']>
  : Record<string, unknown>

/** One name of the event catalog. */
export interface CatalogEntry {
  name: string
  description: string
  data: z.ZodType
  /** The object type whose record the event is about. */
  type?: ObjectType
  direct?: true
}

/** Every event that can happen, by name: the platform's own and those of the given modules. */
export function eventCatalog(modules: readonly Module[]): Map<string, CatalogEntry> {
  const platform = Object.entries<PlatformEvent>(platformEvents).map(([name, entry]) => ({ name, ...entry }))
  const records = modules.flatMap(({ types }) => types.flatMap(recordEvents))
  return new Map([...platform, ...records].map((entry) => [entry.name, entry]))
}

function recordEvents(type: ObjectType): CatalogEntry[] {
  const { Snapshot } = recordShape(type)
  const what = type.label.toLowerCase()
  const entry = (word: string, description: string) => ({
    name: `${type.name}.${word}`,
    description,
    data: Snapshot,
    type,
  })
  const states = Object.entries(type.status?.events ?? {}).map(([state, word]) =>
    entry(word, `The ${what} entered the state ${state}.`),
  )
  const always = type.status?.always ? [entry(type.status.always, `The ${what} moved to another state.`)] : []
  const chosen = (type.choices ?? []).flatMap(({ field, event }) =>
    Object.entries(event).map(([value, word]) => entry(word, `The ${what} was made with ${field} ${value}.`)),
  )
  const timed = (type.clock ?? []).map(({ event, field }) =>
    entry(event, `The moment in ${field} of the ${what} came.`),
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
