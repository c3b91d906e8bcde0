import type { ObjectType } from '@pulse/contract'
import type { Actor } from './actor.ts'
import type { Reader } from './db/kysely.ts'
import { fail } from './problem.ts'
import type { Registry } from './registry.ts'
import type { Slots } from './slots.ts'

/** An object type as one workspace has it: its declaration, its number in the records table, its slots. */
export interface WorkspaceType {
  id: number
  type: ObjectType
  slots: Slots
  /** Fields whose slot misses values of older records: written like the others, not read yet. */
  filling: readonly string[]
}

/** The object types of each workspace, kept in memory. */
export interface Types {
  list(db: Reader, actor: Actor): Promise<WorkspaceType[]>
  /** By the plural in a path; refuses with 404. */
  ofPlural(db: Reader, actor: Actor, plural: string): Promise<WorkspaceType>
  ofName(db: Reader, actor: Actor, name: string): Promise<WorkspaceType>
}

const mostWorkspaces = 5_000
/** A name that is not there, or whose slots were filling, is looked for again after this long: much may have happened. */
const staleMs = 1_000

interface Entry {
  types: WorkspaceType[]
  byPlural: Map<string, WorkspaceType>
  byName: Map<string, WorkspaceType>
  readAt: number
}

export function createTypes(registry: Registry): Types {
  const entries = new Map<string, Entry>()

  const read = async (db: Reader, { workspace }: Actor): Promise<Entry> => {
    const rows = await listRows(db, workspace.id)
    const types = rows.flatMap(({ name, ...row }) => {
      const type = registry.types.get(name)
      return type ? [{ ...row, type }] : []
    })
    const entry = {
      types,
      byPlural: new Map(types.map((one) => [one.type.plural, one])),
      byName: new Map(types.map((one) => [one.type.name, one])),
      readAt: performance.now(),
    }
    if (entries.size >= mostWorkspaces) entries.clear()
    entries.set(workspace.id, entry)
    return entry
  }
  const find = async (db: Reader, actor: Actor, pick: (entry: Entry) => WorkspaceType | undefined) => {
    const known = entries.get(actor.workspace.id)
    const found = known && pick(known)
    const isFresh = known && performance.now() - known.readAt < staleMs
    if (found && (isFresh || found.filling.length === 0)) return found
    if (isFresh) return fail('record.type_unknown')
    return pick(await read(db, actor)) ?? fail('record.type_unknown')
  }
  return {
    list: async (db, actor) => (entries.get(actor.workspace.id) ?? (await read(db, actor))).types,
    ofPlural: (db, actor, plural) => find(db, actor, ({ byPlural }) => byPlural.get(plural)),
    ofName: (db, actor, name) => find(db, actor, ({ byName }) => byName.get(name)),
  }
}

function listRows(
  db: Reader,
  workspaceId: string,
): Promise<{ id: number; name: string; slots: Slots; filling: string[] }[]> {
  return db
    .selectFrom('object_types')
    .select(['id', 'name', 'slots', 'filling'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('id')
    .execute()
}
