import type { Actor } from '#kernel/actor'
import type { Writer } from '#kernel/db/kysely'
import type { Slots } from '#kernel/slots'

export async function upsertTypes(
  tx: Writer,
  { workspace }: Actor,
  types: readonly { name: string; slots: Slots; filling: readonly string[] }[],
): Promise<void> {
  const rows = types.map(({ name, slots, filling }) => ({
    workspace_id: workspace.id,
    name,
    slots: JSON.stringify(slots),
    filling: [...filling],
  }))
  await tx
    .insertInto('object_types')
    .values(rows)
    .onConflict((on) =>
      on
        .columns(['workspace_id', 'name'])
        .doUpdateSet((is) => ({ slots: is.ref('excluded.slots'), filling: is.ref('excluded.filling') })),
    )
    .execute()
}
