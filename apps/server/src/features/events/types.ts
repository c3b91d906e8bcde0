import { isDeepStrictEqual } from 'node:util'
import type { eventTypes } from '@pulse/contract'
import type { Actor } from '#kernel/actor'
import type { Reader } from '#kernel/db/kysely'
import { compileSchema, type Check } from './schema/compile.ts'
import { SchemaMistake } from './schema/terms.ts'
import { listCustomTypes } from './type-queries.ts'

/** An event a workspace declared, ready to check data against. */
export interface CustomType extends eventTypes.EventTypeDraft {
  check: Check
}

/** The events a workspace declared for itself. */
export interface CustomTypes {
  ofWorkspace(db: Reader, actor: Actor): Promise<ReadonlyMap<string, CustomType>>
  /** Forgets what is remembered of a workspace after a change. */
  forget(actor: Actor): void
}

/** What another process declared counts after this long at most. */
const trustMs = 1_000
const mostWorkspaces = 5_000

interface Entry {
  types: Map<string, CustomType>
  until: number
}

export function createCustomTypes(): CustomTypes {
  const entries = new Map<string, Entry>()
  return {
    ofWorkspace: async (db, actor) => {
      const known = entries.get(actor.workspace.id)
      if (known && known.until > performance.now()) return known.types
      const rows = await listCustomTypes(db, actor)
      const types = new Map(rows.map((row) => [row.name, { ...row, check: checkOf(row, known?.types.get(row.name)) }]))
      if (entries.size >= mostWorkspaces) entries.clear()
      entries.set(actor.workspace.id, { types, until: performance.now() + trustMs })
      return types
    },
    forget: ({ workspace }) => void entries.delete(workspace.id),
  }
}

/** The check of a stored schema: the one it had if it is the same; one that cannot be checked any more refuses and says so. */
function checkOf({ schema }: eventTypes.EventTypeDraft, before: CustomType | undefined): Check {
  if (before && isDeepStrictEqual(before.schema, schema)) return before.check
  try {
    return compileSchema(schema)
  } catch (error) {
    if (!(error instanceof SchemaMistake)) throw error
    const message = `The declared schema cannot be checked; declare the event again. ${error.message}`
    return () => [{ path: '', message }]
  }
}
