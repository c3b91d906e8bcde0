import type { eventTypes, JsonObject } from '@pulse/contract'
import type { Actor } from '#kernel/actor'
import type { Reader, Writer } from '#kernel/db/kysely'

const columns = ['name', 'description', 'schema', 'sample'] as const

export async function listCustomTypes(db: Reader, { workspace }: Actor): Promise<eventTypes.EventTypeDraft[]> {
  const rows = await db
    .selectFrom('event_types')
    .select(columns)
    .where('workspace_id', '=', workspace.id)
    .orderBy('name')
    .execute()
  return rows as eventTypes.EventTypeDraft[]
}

/** Names of the events a workspace declared, for whoever lets people choose events. */
export async function listCustomNames(db: Reader, actor: Actor): Promise<string[]> {
  const rows = await db
    .selectFrom('event_types')
    .select('name')
    .where('workspace_id', '=', actor.workspace.id)
    .orderBy('name')
    .execute()
  return rows.map(({ name }) => name)
}

/** Declares an event; false when the name is taken. */
export async function insertType(
  tx: Writer,
  { workspace }: Actor,
  { name, description, schema, sample }: eventTypes.EventTypeDraft,
  at: string,
): Promise<boolean> {
  const row = {
    workspace_id: workspace.id,
    name,
    description,
    schema: JSON.stringify(schema),
    sample: JSON.stringify(sample),
    created_at: at,
  }
  const made = await tx
    .insertInto('event_types')
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning('name')
    .executeTakeFirst()
  return made !== undefined
}

export async function deleteType(
  tx: Writer,
  { workspace }: Actor,
  name: string,
): Promise<eventTypes.EventTypeDraft | undefined> {
  const row = await tx
    .deleteFrom('event_types')
    .where('workspace_id', '=', workspace.id)
    .where('name', '=', name)
    .returning(columns)
    .executeTakeFirst()
  return row && { ...row, schema: row.schema as JsonObject, sample: row.sample as JsonObject }
}
