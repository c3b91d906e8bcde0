import {
  computedIssues,
  recordShape,
  snapshotOf,
  withComputed,
  type Issue,
  type RecordData,
  type RecordSnapshot,
} from '@pulse/contract'
import type { WorkspaceType } from '#kernel/types'
import { issuesOf } from '#kernel/http/issues'
import { fail } from '#kernel/problem'

/** A record that passed validation, ready to be written. */
export interface Draft {
  /** Where it stood in the request: empty for a single record, `records.3.` in a batch. */
  path: string
  data: RecordData
  snapshot: RecordSnapshot
  /** The caller chose the id itself. */
  hasChosenId: boolean
}

interface Source {
  newId: () => string
  at: string
}

/** Validates what was sent against the type; one refusal names every mistake of the whole batch. */
export function draftRecords(
  { type }: WorkspaceType,
  bodies: readonly { path: string; body: unknown }[],
  { newId, at }: Source,
): Draft[] {
  const issues: Issue[] = []
  const drafts = bodies.map(({ path, body }) => {
    const parsed = recordShape(type).Draft.safeParse(body, { reportInput: true })
    if (!parsed.success) {
      issues.push(
        ...issuesOf(parsed.error, recordShape(type).Draft).map((issue) => ({ ...issue, path: path + issue.path })),
      )
      return undefined
    }
    const { id, ...given } = parsed.data
    const data = completed(type, given)
    issues.push(...computedIssues(type, data).map((issue) => ({ ...issue, path: path + issue.path })))
    const snapshot = snapshotOf(type, data, {
      id: typeof id === 'string' ? id : newId(),
      version: 1,
      createdAt: at,
      updatedAt: at,
    })
    return { path, data, snapshot, hasChosenId: id !== undefined }
  })
  if (issues.length > 0) fail('record.invalid', { issues: issues.slice(0, 100) })
  return drafts.filter((draft) => draft !== undefined)
}

/** Drops empty values, starts the status machine, works out computed fields. */
function completed(type: WorkspaceType['type'], given: RecordData): RecordData {
  const data = withoutNulls(given)
  if (type.status) data[type.status.field] ??= type.status.initial
  return withComputed(type, data)
}

export const withoutNulls = (data: RecordData): RecordData =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== undefined))
