import { systemActor } from '#kernel/actor'
import { statement } from '#kernel/db/statement'
import type { Kernel } from '#kernel/kernel'
import { assignSlots, type Slots } from '#kernel/slots'
import { upsertTypes } from './queries.ts'

interface TypeRow {
  id: string
  retention: number
  time_zone: string
  name: string | null
  slots: Slots | null
}

const allTypes = statement(
  'types of all workspaces',
  'select w.id, w.retention, w.time_zone, t.name, t.slots from workspaces w left join object_types t on t.workspace_id = w.id',
)

/** Gives every workspace the types and slots that this version of the modules added; what it has keeps its place. */
export async function installNewTypes({ noteOne, write, registry }: Kernel): Promise<void> {
  const rows = await noteOne<TypeRow>(allTypes)
  for (const [id, have] of Map.groupBy(rows, (row) => row.id)) {
    const fresh = [...registry.types.values()].flatMap((type) => {
      const old = have.find(({ name }) => name === type.name)?.slots
      const slots = assignSlots(type, old ?? {})
      return old && Object.keys(slots).length === Object.keys(old).length ? [] : [{ name: type.name, slots }]
    })
    const [workspace] = have
    if (fresh.length === 0 || !workspace) continue
    const actor = systemActor({ id, retention: workspace.retention, timeZone: workspace.time_zone })
    await write(actor, async (tx, emit) => {
      await upsertTypes(tx, actor, fresh)
      emit('module.installed', { types: fresh.map(({ name }) => name) })
    })
  }
}
