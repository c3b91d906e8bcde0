import type { Actor } from '#kernel/actor'
import type { Writer } from '#kernel/db/kysely'
import type { Slots } from '#kernel/slots'

export async function upsertTypes(
  tx: Writer,
  { workspace }: Actor,
  types: readonly { name: string; slots: Slots }[],
): Promise<void> {
  const rows = types.map(({ name, slots }) => ({ workspace_id: workspace.id, name, slots: JSON.stringify(slots) }))
  await tx
    .insertInto('object_types')
    .values(rows)
    .onConflict((on) => on.columns(['workspace_id', 'name']).doUpdateSet((is) => ({ slots: is.ref('excluded.slots') })))
    .execute()
}
