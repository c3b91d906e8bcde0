import type { eventTypes } from '@pulse/contract'
import { z } from 'zod'
import type { Actor } from '#kernel/actor'
import type { Reader } from '#kernel/db/kysely'
import { listCustomTypes } from './type-queries.ts'

/** An event a workspace declared, ready to check data against. */
export interface CustomType extends eventTypes.EventTypeDraft {
  check: z.ZodType
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
      const types = new Map(rows.map((row) => [row.name, { ...row, check: checkOf(row.schema) }]))
      if (entries.size >= mostWorkspaces) entries.clear()
      entries.set(actor.workspace.id, { types, until: performance.now() + trustMs })
      return types
    },
    forget: ({ workspace }) => void entries.delete(workspace.id),
  }
}

/** The checker of a JSON Schema; throws for a schema that is none. */
export const checkOf = (schema: object): z.ZodType => z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema)
