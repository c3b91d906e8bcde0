import type { RecordData, RecordSnapshot } from '@pulse/contract'
import type { Actor } from '#kernel/actor'
import { rowType } from '#kernel/db/rows'
import { slotColumns, slotValues } from '#kernel/slots'
import type { WorkspaceType } from '#kernel/types'

/** A record as it travels to the database among others. */
export const recordRow = rowType('record_row', {
  workspace_id: 'uuid',
  type_id: 'integer',
  id: 'uuid',
  version: 'bigint',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  data: 'jsonb',
  ...slotColumns,
})

/** The values of a record's row, slots last. */
export function recordValues(
  { workspace }: Actor,
  { id, type, slots }: WorkspaceType,
  { snapshot, data }: { snapshot: RecordSnapshot; data: RecordData },
): unknown[] {
  return [
    workspace.id,
    id,
    snapshot.id,
    snapshot.version,
    snapshot.createdAt,
    snapshot.updatedAt,
    JSON.stringify(data),
    ...slotValues(type, slots, data),
  ]
}
