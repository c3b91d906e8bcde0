import type { workspaces } from '@pulse/contract'
import type { WorkspaceRef } from '#kernel/actor'
import { statement } from '#kernel/db/statement'
import type { Kernel } from '#kernel/kernel'
import type { Registry } from '#kernel/registry'
import type { Reader, Writer } from '#kernel/db/kysely'

export interface WorkspaceName extends WorkspaceRef {
  name: string
}

const everyWorkspace = statement(
  'workspaces every',
  'select id, name, retention, time_zone as "timeZone" from workspaces order by created_at, id',
)

/** Every workspace of the installation, oldest first: for whoever runs it, never for a request. */
export const listWorkspaces = ({ noteOne }: Pick<Kernel, 'noteOne'>): Promise<WorkspaceName[]> =>
  noteOne<WorkspaceName>(everyWorkspace)

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
