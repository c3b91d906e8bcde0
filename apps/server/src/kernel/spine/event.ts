import type { EventData } from '@pulse/contract'
import type { Actor } from '../actor.ts'
import type { NewId } from '../id.ts'

/** Above this a snapshot travels as a reference to its record. */
export const maxSnapshotBytes = 262_144

/** What an event is about. */
export interface RecordRef {
  type: string
  id: string
  version: number
}

export interface About {
  record?: RecordRef
  /** Updates: the values the changed fields had before; its names are what changed. */
  previous?: Record<string, unknown>
}

/** A fact on its way into the log. */
export interface EventDraft extends About {
  /** Given when someone must know the event before it is committed. */
  id?: string
  type: string
  data: Record<string, unknown>
}

/** Tells of what happened: the name in the past tense and the public snapshot, so that a consumer needs no model; answers the event's id. */
export type Emit = <Name extends string>(type: Name, data: EventData<Name>, about?: About) => string

/** An event as consumers receive it; `data` and `previous` are JSON text, ready to be sent on. */
export interface StoredEvent {
  id: string
  workspaceId: string
  retention: number
  epoch: number
  xid: string
  type: string
  record: RecordRef | null
  actor: { kind: Actor['kind']; id: string; name: string }
  data: string
  previous: string | null
}

export interface EventRow {
  retention: number
  id: string
  workspace_id: string
  epoch: number
  type: string
  record_type: string | null
  record_id: string | null
  version: number | null
  actor_kind: Actor['kind']
  actor_id: string
  actor_name: string
  data: string
  previous: string | null
}

/** The row of a draft; ids grow in the order drafts are given. */
export function eventRow(actor: Actor, draft: EventDraft, { newId, epoch }: { newId: NewId; epoch: number }): EventRow {
  const { type, record, previous } = draft
  return {
    retention: actor.workspace.retention,
    id: draft.id ?? newId(),
    workspace_id: actor.workspace.id,
    epoch,
    type,
    record_type: record?.type ?? null,
    record_id: record?.id ?? null,
    version: record?.version ?? null,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    data: snapshotText(draft),
    previous: previous ? previousText(previous) : null,
  }
}

function snapshotText({ data, record }: EventDraft): string {
  const text = JSON.stringify(data)
  if (!record || fits(text)) return text
  return JSON.stringify({ id: record.id, type: record.type, version: record.version, ...sizeOf(text) })
}

/** Values too large for an event leave their size; their names stay, for they tell what changed. */
function previousText(previous: Record<string, unknown>): string {
  const text = JSON.stringify(previous)
  if (fits(text)) return text
  const most = maxSnapshotBytes / Object.keys(previous).length
  const entries = Object.entries(previous).map(([name, value]) => {
    const one = JSON.stringify(value)
    return [name, Buffer.byteLength(one) > most ? sizeOf(one) : value]
  })
  return JSON.stringify(Object.fromEntries(entries))
}

// A character takes at most 3 bytes in UTF-8 for each UTF-16 unit, so most texts need no count.
const fits = (text: string) => text.length * 3 <= maxSnapshotBytes || Buffer.byteLength(text) <= maxSnapshotBytes

const sizeOf = (text: string) => ({ tooLarge: true, bytes: Buffer.byteLength(text) })
