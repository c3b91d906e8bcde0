import type { workspaces } from '@pulse/contract'
import type { Registry } from '#kernel/registry'
import type { Reader, Writer } from '#kernel/db/kysely'

const columns = [
  'id',
  'name',
  'time_zone as timeZone',
  'retention as retentionDays',
  'created_at as createdAt',
] as const

export async function findWorkspace(db: Reader, id: string): Promise<workspaces.Workspace | undefined> {
  const row = await db.selectFrom('workspaces').select(columns).where('id', '=', id).executeTakeFirst()
  return row as workspaces.Workspace | undefined
}

/** Makes a workspace with every object type of the installed modules. */
export async function insertWorkspace(
  tx: Writer,
  { id, name, timeZone, retentionDays, createdAt }: workspaces.Workspace,
  registry: Registry,
): Promise<void> {
  await tx
    .insertInto('workspaces')
    .values({ id, name, time_zone: timeZone, retention: retentionDays, created_at: createdAt })
    .execute()
  const types = [...registry.types.values()].map((type) => ({
    workspace_id: id,
    name: type.name,
    slots: JSON.stringify(registry.slotsOf(type)),
  }))
  await tx.insertInto('object_types').values(types).execute()
}
