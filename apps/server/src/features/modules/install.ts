import type { ObjectType } from '@pulse/contract'
import type { SlotsPayload } from '#features/records/index'
import { systemActor } from '#kernel/actor'
import { statement } from '#kernel/db/statement'
import type { Task } from '#kernel/jobs'
import type { Kernel } from '#kernel/kernel'
import { assignSlots, type Slots } from '#kernel/slots'
import { upsertTypes } from './queries.ts'

interface TypeRow {
  id: string
  retention: number
  time_zone: string
  name: string | null
  slots: Slots | null
  filling: string[] | null
}

const allTypes = statement(
  'types of all workspaces',
  'select w.id, w.retention, w.time_zone, t.name, t.slots, t.filling from workspaces w left join object_types t on t.workspace_id = w.id',
)

/** Gives every workspace the types and slots that this version of the modules added; what it has keeps its place. */
export async function installNewTypes(kernel: Kernel, fillSlots: Task<SlotsPayload>): Promise<void> {
  const { noteOne, write, registry, jobs } = kernel
  const rows = await noteOne<TypeRow>(allTypes)
  for (const [id, have] of Map.groupBy(rows, (row) => row.id)) {
    const fresh = [...registry.types.values()].flatMap((type) => freshSlots(type, have) ?? [])
    const [workspace] = have
    if (fresh.length === 0 || !workspace) continue
    const actor = systemActor({ id, retention: workspace.retention, timeZone: workspace.time_zone })
    await write(actor, async (tx, emit) => {
      await upsertTypes(tx, actor, fresh)
      const types = fresh.filter(({ fields }) => fields.length > 0).map(({ name, fields }) => ({ name, fields }))
      if (types.length > 0) await jobs.enqueue(tx, actor, { task: fillSlots, payload: { types } })
      emit('module.installed', { types: fresh.map(({ name }) => name) })
    })
  }
}

/** The slots of a type that is new to a workspace or has more of them now, with the fields whose older values they miss. */
function freshSlots(type: ObjectType, have: readonly TypeRow[]) {
  const { name } = type
  const old = have.find((row) => row.name === name)
  const slots = assignSlots(type, old?.slots ?? {})
  const fields = old ? Object.keys(slots).filter((field) => !old.slots?.[field]) : []
  return old && fields.length === 0 ? undefined : { name, slots, fields, filling: [...(old?.filling ?? []), ...fields] }
}
