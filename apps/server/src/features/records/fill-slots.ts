import { firstIdAt } from '@pulse/contract'
import { sql } from 'kysely'
import { systemActor, type Actor } from '#kernel/actor'
import { Rows } from '#kernel/db/rows'
import { statement } from '#kernel/db/statement'
import type { Task } from '#kernel/jobs'
import type { Kernel } from '#kernel/kernel'
import { slotColumns } from '#kernel/slots'
import type { WorkspaceType } from '#kernel/types'
import { presentRecord, type RecordRow } from './queries.ts'
import { recordRow, recordValues } from './row.ts'

export interface SlotsPayload {
  /** Fields that got a slot although records may have values for them already. */
  types: { name: string; fields: string[] }[]
}

const pageSize = 500

const listWithValues = statement(
  'records to fill slots of',
  `select id, version, data, created_at, updated_at from records
   where workspace_id = $1 and type_id = $2 and id > $3 and data ?| $4::text[] and deleted_at is null order by id limit $5`,
)

// Who changed a record since it was read filled its slots as well.
const fill = statement(
  'slots fill',
  `update records r set ${Object.keys(slotColumns)
    .map((column) => `${column} = f.${column}`)
    .join(', ')}
   from unnest($1::record_row[]) f
   where r.workspace_id = f.workspace_id and r.type_id = f.type_id and r.id = f.id and r.version = f.version`,
)

/** Brings the values of older records into slots that are new; until then lists read them from the records themselves. */
export function fillSlotsTask(kernel: Kernel): Task<SlotsPayload> {
  return {
    name: 'fill-slots',
    mostTries: 25,
    async run({ types }, { workspace, signal }) {
      const actor = systemActor(workspace)
      for (const { name, fields } of types) {
        const type = await kernel.types.ofName(kernel.db(workspace.id), actor, name)
        await fillSlots(kernel, { actor, type, fields }, signal)
        await finish(kernel, { actor, name, fields })
      }
    },
  }
}

async function fillSlots(
  { noteOne }: Kernel,
  { actor, type, fields }: { actor: Actor; type: WorkspaceType; fields: string[] },
  signal: AbortSignal,
): Promise<void> {
  for (let after = firstIdAt(0), isMore = true; isMore;) {
    if (signal.aborted) throw new Error('Stopped; the next start begins again.')
    const rows = await noteOne<RecordRow>(listWithValues, [actor.workspace.id, type.id, after, fields, pageSize])
    const values = rows.map((row) => recordValues(actor, type, { snapshot: presentRecord(type, row), data: row.data }))
    if (values.length > 0) await noteOne(fill, [new Rows(recordRow, values)])
    after = rows.at(-1)?.id ?? after
    isMore = rows.length === pageSize
  }
}

/** From now on lists read the slots. */
async function finish(
  { write }: Kernel,
  { actor, name, fields }: { actor: Actor; name: string; fields: string[] },
): Promise<void> {
  await write(actor, async (tx, emit) => {
    await tx
      .updateTable('object_types')
      .set({ filling: sql`array(select unnest(filling) except select unnest(${fields}::text[]))` })
      .where('workspace_id', '=', actor.workspace.id)
      .where('name', '=', name)
      .execute()
    emit('module.installed', { types: [name] })
  })
}
