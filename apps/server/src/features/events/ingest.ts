import { timeOfId, type eventTypes, type Issue, type JsonObject } from '@pulse/contract'
import { didYouMean } from '@pulse/contract'
import type { Actor } from '#kernel/actor'
import type { Reader } from '#kernel/db/kysely'
import { fail } from '#kernel/problem'
import type { Intent, KeyClaim } from '#kernel/spine/intent'
import { maxSnapshotBytes, type EventDraft } from '#kernel/spine/event'
import { Budget } from './schema/budget.ts'
import type { CustomType, CustomTypes } from './types.ts'

/** An event as it was sent, with its place in the request. */
interface Sent {
  path: string
  type: string
  data: JsonObject
  externalId?: string | undefined
}

interface Ingesting {
  db: Reader
  actor: Actor
  types: CustomTypes
  newId: () => string
}

/** Checks events against what the workspace declared; answers what their write needs. */
export async function takeEvents(
  { db, actor, types, newId }: Ingesting,
  sent: readonly Sent[],
): Promise<Intent<eventTypes.AcceptedEvent[]>> {
  const declared = await types.ofWorkspace(db, actor)
  refuseUnknown(declared, sent)
  refuseMisfits(declared, sent)
  const events: (EventDraft & { id: string })[] = sent.map(({ type, data }) => ({ id: newId(), type, data }))
  return {
    events,
    claims: sent.flatMap(({ path, externalId }, index) =>
      externalId === undefined ? [] : [claimOf(externalId, path, events[index]?.id ?? '')],
    ),
    reply: events.map(({ id, type }) => ({ id, type, createdAt: new Date(timeOfId(id)).toISOString() })),
  }
}

function refuseUnknown(declared: ReadonlyMap<string, CustomType>, sent: readonly Sent[]): void {
  const unknown = sent.filter(({ type }) => !declared.has(type))
  const issues = unknown.map(({ path, type }) => ({
    path: `${path}type`,
    message: `"${type}" is not declared here.${didYouMean(type, declared.keys())}`,
  }))
  if (issues.length > 0) fail('event.type_unknown', { issues: issues.slice(0, 100) })
}

function refuseMisfits(declared: ReadonlyMap<string, CustomType>, sent: readonly Sent[]): void {
  const budget = new Budget()
  const issues: Issue[] = sent.flatMap(({ path, type, data }) => {
    if (isTooLarge(data))
      return [
        {
          path: `${path}data`,
          message: `Must be smaller than ${maxSnapshotBytes / 1_024} KiB; send a reference to the rest.`,
        },
      ]
    const misfits = declared.get(type)?.check(data, budget) ?? []
    return misfits.map((issue) => ({ ...issue, path: [`${path}data`, issue.path].filter(Boolean).join('.') }))
  })
  if (issues.length > 0) fail('event.invalid', { issues: issues.slice(0, 100) })
}

const isTooLarge = (data: JsonObject) => Buffer.byteLength(JSON.stringify(data)) > maxSnapshotBytes

function claimOf(externalId: string, path: string, target: string): KeyClaim {
  const issue = { path: `${path}externalId`, message: 'An event with this id was taken already.' }
  return { kind: 'event', key: externalId, target, taken: { code: 'event.duplicate', issue } }
}
