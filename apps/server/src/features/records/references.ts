import type { Issue, RecordData } from '@pulse/contract'
import type { Types, WorkspaceType } from '#kernel/types'
import type { Actor } from '#kernel/actor'
import type { Reader } from '#kernel/db/kysely'
import { fail } from '#kernel/problem'
import { listExisting } from './queries.ts'

interface Referring {
  path: string
  data: RecordData
}

/** Refuses references to records that are not there, nor made `together` with these; one question for each type that is referred to. */
export async function checkReferences(
  types: Types,
  { db, actor, type }: { db: Reader; actor: Actor; type: WorkspaceType },
  records: readonly Referring[],
  together: ReadonlySet<string> = new Set(),
): Promise<void> {
  const issues: Issue[] = []
  for (const { name, references } of type.type.fields) {
    if (!references) continue
    const used = records.filter(({ data }) => typeof data[name] === 'string')
    const isOwn = (id: string) => references === type.type.name && together.has(id)
    const ids = [...new Set(used.map(({ data }) => String(data[name])))].filter((id) => !isOwn(id))
    if (ids.length === 0) continue
    const target = await types.ofName(db, actor, references)
    const existing = await listExisting(db, actor, target.id, ids)
    const missing = used.filter(({ data }) => ids.includes(String(data[name])) && !existing.has(String(data[name])))
    issues.push(
      ...missing.map(({ path }) => ({ path: `${path}${name}`, message: `There is no ${references} with this id.` })),
    )
  }
  if (issues.length > 0) fail('record.invalid', { issues: issues.slice(0, 100) })
}
