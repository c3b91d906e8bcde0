import type { RecordData } from '@pulse/contract'
import type { WorkspaceType } from '#kernel/types'
import { sha256 } from '#kernel/crypto'

export interface UniqueKey {
  field: string
  kind: string
  key: string
}

/** Longer values are claimed by their hash: an index entry must stay small. */
const mostKeyLength = 200

/** The names a record's unique fields claim in the workspace; case does not tell e-mail addresses apart. */
export function uniqueKeys({ id, type }: WorkspaceType, data: RecordData): UniqueKey[] {
  return type.fields.flatMap(({ name, kind, unique }) => {
    const value = data[name]
    if (!unique || value === undefined || value === null) return []
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    const plain = kind === 'email' ? text.toLowerCase() : text
    const key = plain.length > mostKeyLength ? `sha256 ${sha256(plain).toString('hex')}` : plain
    return [{ field: name, kind: `unique ${id} ${name}`, key }]
  })
}
