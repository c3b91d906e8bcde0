import type { RecordData, RecordSnapshot } from '@pulse/contract'
import type { WorkspaceType } from '#kernel/types'
import type { Actor } from '#kernel/actor'
import { isoNow } from '#kernel/clock'
import type { Writer } from '#kernel/db/kysely'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import type { Emit, EventDraft } from '#kernel/spine/event'
import { Unchanged } from '#kernel/spine/write'
import { checkVersion, nextVersion, type Next } from './change.ts'
import { deletionEvent, updateEvents } from './events.ts'
import { claimKeys, lockRecord, presentRecord, releaseKeys, updateRecord } from './queries.ts'
import { uniqueKeys } from './unique.ts'

interface Where {
  actor: Actor
  type: WorkspaceType
}

/** Changes a record and tells what changed; a change that changes nothing writes nothing. */
export async function changeRecord(
  kernel: Kernel,
  where: Where,
  { id, patch, ifMatch }: { id: string; patch: RecordData; ifMatch: number | undefined },
): Promise<RecordSnapshot> {
  const { actor, type } = where
  return kernel.write(actor, async (tx, emit) => {
    const before = await lock(tx, where, id)
    checkVersion(type.type, before.snapshot, { ifMatch, patch })
    const next = nextVersion(type, before, { patch, at: isoNow(kernel.clock) })
    if (!next) return new Unchanged(before.snapshot)
    await moveKeys(tx, where, { id, before: before.data, after: next.data })
    await updateRecord(tx, actor, type, next)
    for (const draft of updateEvents(type.type, { before: before.snapshot, snapshot: next.snapshot }))
      emitDraft(emit, draft)
    return next.snapshot
  })
}

export async function removeRecord(
  kernel: Kernel,
  where: Where,
  { id, ifMatch }: { id: string; ifMatch: number | undefined },
): Promise<RecordSnapshot> {
  const { actor, type } = where
  return kernel.write(actor, async (tx, emit) => {
    const { data, snapshot } = await lock(tx, where, id)
    checkVersion(type.type, snapshot, { ifMatch, patch: {} })
    const at = isoNow(kernel.clock)
    const last = { ...snapshot, version: snapshot.version + 1, updatedAt: at }
    await releaseKeys(tx, actor, id, uniqueKeys(type, data))
    await updateRecord(tx, actor, type, { data, snapshot: last, deletedAt: at })
    emitDraft(emit, deletionEvent(type.type, last))
    return last
  })
}

const emitDraft = (emit: Emit, { type, data, ...about }: EventDraft) => emit(type, data, about)

async function lock(tx: Writer, { actor, type }: Where, id: string): Promise<Next> {
  const row = (await lockRecord(tx, actor, type, id)) ?? fail('record.not_found')
  return { data: row.data, snapshot: presentRecord(type, row) }
}

/** Gives back the names of old values and claims those of new ones. */
async function moveKeys(
  tx: Writer,
  { actor, type }: Where,
  { id, before, after }: { id: string; before: RecordData; after: RecordData },
): Promise<void> {
  const old = uniqueKeys(type, before)
  const wanted = uniqueKeys(type, after)
  const isIn = (keys: typeof old) => (one: (typeof old)[number]) =>
    keys.some(({ kind, key }) => kind === one.kind && key === one.key)
  await releaseKeys(
    tx,
    actor,
    id,
    old.filter((one) => !isIn(wanted)(one)),
  )
  const taken = await claimKeys(
    tx,
    actor,
    id,
    wanted.filter((one) => !isIn(old)(one)),
  )
  if (taken.length === 0) return
  const message = `Another ${type.type.label.toLowerCase()} has this value; it must be unique.`
  fail('record.duplicate', { issues: taken.map(({ field }) => ({ path: field, message })) })
}
