import { sql } from 'kysely'
import type { Actor } from '#kernel/actor'
import type { Reader, Writer } from '#kernel/db/kysely'
import { statement } from '#kernel/db/statement'
import type { KeyRow } from './keys.ts'

const columns = ['id', 'name', 'prefix', 'scopes', 'created_at as createdAt', 'expires_at as expiresAt'] as const

export interface KeyInsert extends KeyRow {
  hash: Buffer
}

export async function insertKey(
  tx: Writer,
  workspaceId: string,
  { id, name, prefix, hash, scopes, createdAt, expiresAt }: KeyInsert,
): Promise<void> {
  await tx
    .insertInto('api_keys')
    .values({
      id,
      workspace_id: workspaceId,
      name,
      prefix,
      hash,
      scopes,
      created_at: createdAt,
      expires_at: expiresAt,
      revoked_at: null,
    })
    .execute()
}

/** Keys not revoked, newest first, with the time of their last use; one more than asked for tells of a next page. */
export function listKeys(
  db: Reader,
  { workspace }: Actor,
  { limit, offset }: { limit: number; offset: number },
): Promise<KeyRow[]> {
  return db
    .selectFrom('api_keys as k')
    .select(['k.id', 'k.name', 'k.prefix', 'k.scopes', 'k.created_at as createdAt', 'k.expires_at as expiresAt'])
    .select((is) =>
      is
        .selectFrom('api_key_uses as u')
        .select((on) => on.fn.max('u.last_used_at').as('at'))
        .whereRef('u.key_id', '=', 'k.id')
        .where('u.workspace_id', '=', workspace.id)
        .as('lastUsedAt'),
    )
    .where('k.workspace_id', '=', workspace.id)
    .where('k.revoked_at', 'is', null)
    .orderBy('k.created_at', 'desc')
    .orderBy('k.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
}

export async function countKeys(db: Reader, { workspace }: Actor): Promise<number> {
  const { count } = await db
    .selectFrom('api_keys')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspace.id)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

export function revokeKey(tx: Writer, { workspace }: Actor, id: string, at: string): Promise<KeyRow | undefined> {
  return tx
    .updateTable('api_keys')
    .set({ revoked_at: at })
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning(columns)
    .executeTakeFirst()
}

export interface KeyHolder {
  id: string
  name: string
  scopes: string[]
  workspace_id: string
  retention: number
  time_zone: string
}

/** Whose key this is; the database answers only for a key that is neither revoked nor expired. */
export async function findHolder(db: Reader, hash: Buffer): Promise<KeyHolder | undefined> {
  return db
    .selectFrom(sql<KeyHolder>`find_api_key(${hash})`.as('holder'))
    .selectAll()
    .executeTakeFirst()
}

/** Adds uses counted in memory: key, workspace, day, count, time of the last. */
export const addUses = statement(
  'api key uses',
  `insert into api_key_uses (key_id, workspace_id, day, count, last_used_at)
   select * from unnest($1::uuid[], $2::uuid[], $3::date[], $4::bigint[], $5::timestamptz[])
   on conflict (workspace_id, key_id, day) do update
   set count = api_key_uses.count + excluded.count, last_used_at = greatest(api_key_uses.last_used_at, excluded.last_used_at)`,
)
