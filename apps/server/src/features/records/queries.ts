import { snapshotOf, type RecordData, type RecordSnapshot } from '@pulse/contract'
import { sql } from 'kysely'
import type { WorkspaceType } from '#kernel/types'
import type { Actor } from '#kernel/actor'
import type { Reader, Writer } from '#kernel/db/kysely'
import { slotColumns, slotValues } from '#kernel/slots'
import { OrderInverted } from '#kernel/spine/write'
import type { UniqueKey } from './unique.ts'

export const recordColumns = ['id', 'version', 'data', 'created_at', 'updated_at'] as const

export interface RecordRow {
  id: string
  version: number
  data: RecordData
  created_at: string
  updated_at: string
}

export function presentRecord(
  { type }: WorkspaceType,
  { id, version, data, created_at, updated_at }: RecordRow,
): RecordSnapshot {
  return snapshotOf(type, data, { id, version, createdAt: created_at, updatedAt: updated_at })
}

function selectOne(db: Reader, { workspace }: Actor, { id: typeId }: WorkspaceType, id: string) {
  return db
    .selectFrom('records')
    .select(recordColumns)
    .where('workspace_id', '=', workspace.id)
    .where('type_id', '=', typeId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
}

export function findRecord(db: Reader, actor: Actor, type: WorkspaceType, id: string): Promise<RecordRow | undefined> {
  return selectOne(db, actor, type, id).executeTakeFirst()
}

/** Reads a record and keeps others from changing it until the write ends. */
export function lockRecord(tx: Writer, actor: Actor, type: WorkspaceType, id: string): Promise<RecordRow | undefined> {
  return selectOne(tx as unknown as Reader, actor, type, id)
    .forUpdate()
    .executeTakeFirst()
}

/** Locks a record to tell of it as it is: like a change, not in a transaction older than its last writer. */
export async function lockRecordToTell(
  tx: Writer,
  actor: Actor,
  type: WorkspaceType,
  id: string,
): Promise<RecordRow | undefined> {
  const row = await selectOne(tx as unknown as Reader, actor, type, id)
    .select(sql<boolean>`age(xmin) between -1000000 and -1`.as('is_newer'))
    .forUpdate()
    .executeTakeFirst()
  if (row?.is_newer) throw new OrderInverted()
  return row
}

/** Which of these ids are records of a type. */
export async function listExisting(
  db: Reader,
  actor: Actor,
  typeId: number,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await selectIds(db, actor, typeId, ids).where('deleted_at', 'is', null).execute()
  return new Set(rows.map(({ id }) => id))
}

/** Which of these ids are or were records of a type: none of them can be given again. */
export async function listTakenIds(
  db: Reader,
  actor: Actor,
  typeId: number,
  ids: readonly string[],
): Promise<Set<string>> {
  return new Set((await selectIds(db, actor, typeId, ids).execute()).map(({ id }) => id))
}

function selectIds(db: Reader, { workspace }: Actor, typeId: number, ids: readonly string[]) {
  return db
    .selectFrom('records')
    .select('id')
    .where('workspace_id', '=', workspace.id)
    .where('type_id', '=', typeId)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
}

export interface RecordChange {
  data: RecordData
  snapshot: RecordSnapshot
  deletedAt?: string
}

/**
 * Writes the next version of a locked record. Events are ordered by transaction id, so a transaction
 * older than the row's last writer would tell its change too early: it is run again with a newer one.
 */
export async function updateRecord(
  tx: Writer,
  { workspace }: Actor,
  { id: typeId, type, slots }: WorkspaceType,
  { data, snapshot, deletedAt }: RecordChange,
): Promise<void> {
  const values = slotValues(type, slots, data)
  const set = Object.fromEntries(
    Object.entries(slotColumns).map(([column, kind], index) => [column, sql`${values[index]}::${sql.raw(kind)}`]),
  )
  const { numUpdatedRows } = await tx
    .updateTable('records')
    .set({
      ...set,
      data: JSON.stringify(data),
      version: snapshot.version,
      updated_at: snapshot.updatedAt,
      deleted_at: deletedAt ?? null,
    })
    .where('workspace_id', '=', workspace.id)
    .where('type_id', '=', typeId)
    .where('id', '=', snapshot.id)
    .where(sql<boolean>`age(xmin) not between -1000000 and -1`)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new OrderInverted()
}

/** Claims names; answers those that are taken. */
export async function claimKeys(
  tx: Writer,
  { workspace }: Actor,
  target: string,
  keys: readonly UniqueKey[],
): Promise<UniqueKey[]> {
  if (keys.length === 0) return []
  const rows = keys.map(({ kind, key }) => ({
    workspace_id: workspace.id,
    kind,
    key,
    target,
    fingerprint: null,
    answer: null,
    expires_at: null,
  }))
  const claimed = await tx
    .insertInto('keys')
    .values(rows)
    .onConflict((on) => on.doNothing())
    .returning(['kind', 'key'])
    .execute()
  return keys.filter(({ kind, key }) => !claimed.some((one) => one.kind === kind && one.key === key))
}

export async function releaseKeys(
  tx: Writer,
  { workspace }: Actor,
  target: string,
  keys: readonly UniqueKey[],
): Promise<void> {
  for (const { kind, key } of keys) {
    await tx
      .deleteFrom('keys')
      .where('workspace_id', '=', workspace.id)
      .where('kind', '=', kind)
      .where('key', '=', key)
      .where('target', '=', target)
      .execute()
  }
}
