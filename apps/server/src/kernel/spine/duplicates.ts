import { sql } from 'kysely'
import type { Actor } from '../actor.ts'
import type { Reader } from '../db/kysely.ts'
import { ProblemError } from '../problem.ts'
import type { Intent, KeyClaim } from './intent.ts'

/** Why an intent was refused as a duplicate: row security hides which name was taken, so it is asked for by name. */
export async function explainDuplicate(
  db: Reader,
  { workspace }: Actor,
  { claims = [], findTaken }: Intent<unknown>,
): Promise<ProblemError> {
  const isSame = (one: KeyClaim) => (other: KeyClaim) => one.kind === other.kind && one.key === other.key
  const twice = claims.filter((claim, index) => claims.findIndex(isSame(claim)) < index)
  const claimed = twice.length > 0 ? twice : await listTakenClaims(db, workspace.id, claims)
  const taken = claimed.length > 0 ? claimed.map((claim) => claim.taken) : ((await findTaken?.(db)) ?? [])
  const [first] = taken
  if (!first) return new ProblemError('request.in_flight', { retryAfter: 1 })
  return new ProblemError(first.code, { issues: taken.map(({ issue }) => issue) })
}

async function listTakenClaims(db: Reader, workspaceId: string, claims: readonly KeyClaim[]): Promise<KeyClaim[]> {
  const [kinds, keys] = [claims.map(({ kind }) => kind), claims.map(({ key }) => key)]
  const wanted = sql<{ kind: string; key: string }>`(select * from unnest(${kinds}::text[], ${keys}::text[]))`
  const rows = await db
    .selectFrom('keys')
    .innerJoin(wanted.as<'wanted'>(sql`wanted (kind, key)`), (join) =>
      join.onRef('keys.kind', '=', 'wanted.kind').onRef('keys.key', '=', 'wanted.key'),
    )
    .select(['keys.kind', 'keys.key'])
    .where('keys.workspace_id', '=', workspaceId)
    .execute()
  const found = new Set(rows.map(({ kind, key }) => `${kind} ${key}`))
  return claims.filter(({ kind, key }) => found.has(`${kind} ${key}`))
}
