import type { jobs, JsonObject } from '@pulse/contract'
import type { Actor } from '#kernel/actor'
import type { Reader } from '#kernel/db/kysely'

const columns = [
  'id',
  'task',
  'state',
  'done',
  'total',
  'result',
  'error',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

export async function findJob(db: Reader, { workspace }: Actor, id: string): Promise<jobs.Job | undefined> {
  const row = await db
    .selectFrom('jobs')
    .select(columns)
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { ...row, result: row.result as JsonObject | null }
}

export async function listJobs(
  db: Reader,
  { workspace }: Actor,
  { limit, offset }: { limit: number; offset: number },
): Promise<jobs.Job[]> {
  const rows = await db
    .selectFrom('jobs')
    .select(columns)
    .where('workspace_id', '=', workspace.id)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  return rows.map((row) => ({ ...row, result: row.result as JsonObject | null }))
}

export async function countJobs(db: Reader, { workspace }: Actor): Promise<number> {
  const { count } = await db
    .selectFrom('jobs')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspace.id)
    .executeTakeFirstOrThrow()
  return count
}
