import type { Reader } from '#kernel/db/kysely'

/** The oldest request for sample records that is not done yet. */
export async function findUnfinishedSamples(db: Reader, workspaceId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('jobs')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('task', '=', 'sample-data')
    .where('state', 'in', ['queued', 'running'])
    .orderBy('created_at')
    .executeTakeFirst()
  return row?.id
}
