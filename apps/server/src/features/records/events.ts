import type { ObjectType, RecordData, RecordSnapshot } from '@pulse/contract'
import type { EventDraft } from '#kernel/spine/event'

/** What a new record tells: that it was made, the state it was made in, and what its fields choose. */
export function creationEvents(type: ObjectType, snapshot: RecordSnapshot): EventDraft[] {
  const words = ['created', stateWord(type, snapshot), ...chosenWords(type, snapshot)]
  return words.flatMap((word) => (word ? [draft(type, word, snapshot)] : []))
}

/** What a change tells: the update with what changed, and the move if the state is another now. */
export function updateEvents(
  type: ObjectType,
  { before, snapshot }: { before: RecordSnapshot; snapshot: RecordSnapshot },
): EventDraft[] {
  const previous = previousOf(type, before, snapshot)
  const updated = { ...draft(type, 'updated', snapshot), previous }
  const { status } = type
  if (!status || !(status.field in previous)) return [updated]
  const words = [status.always, stateWord(type, snapshot)].filter((word) => word !== undefined)
  return [updated, ...words.map((word) => ({ ...draft(type, word, snapshot), previous }))]
}

export const deletionEvent = (type: ObjectType, snapshot: RecordSnapshot): EventDraft =>
  draft(type, 'deleted', snapshot)

/** An event by the clock. */
export const clockEvent = (type: ObjectType, word: string, snapshot: RecordSnapshot): EventDraft =>
  draft(type, word, snapshot)

/** The fields that differ, with the values they had. */
function previousOf(type: ObjectType, before: RecordData, after: RecordData): RecordData {
  const changed = type.fields.filter(({ name }) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return Object.fromEntries(changed.map(({ name }) => [name, before[name] ?? null]))
}

function draft(type: ObjectType, word: string, snapshot: RecordSnapshot): EventDraft {
  return {
    type: `${type.name}.${word}`,
    data: snapshot,
    record: { type: type.name, id: snapshot.id, version: snapshot.version },
  }
}

function stateWord({ status }: ObjectType, snapshot: RecordSnapshot): string | undefined {
  return status?.events[String(snapshot[status.field])]
}

function chosenWords({ choices = [] }: ObjectType, snapshot: RecordSnapshot): (string | undefined)[] {
  return choices.map(({ field, event }) => event[String(snapshot[field])])
}
