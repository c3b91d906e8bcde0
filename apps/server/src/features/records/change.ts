import { isDeepStrictEqual } from 'node:util'
import {
  computedIssues,
  labelOf,
  recordShape,
  snapshotOf,
  withComputed,
  type Issue,
  type ObjectType,
  type RecordData,
  type RecordSnapshot,
} from '@pulse/contract'
import type { WorkspaceType } from '#kernel/types'
import { issuesOf } from '#kernel/http/issues'
import { fail } from '#kernel/problem'
import { withoutNulls } from './drafts.ts'

/** What a PATCH names, validated: null clears a field. */
export function parsePatch({ type }: WorkspaceType, body: unknown): RecordData {
  const { Patch } = recordShape(type)
  const parsed = Patch.safeParse(body, { reportInput: true })
  const patch = parsed.success ? parsed.data : fail('record.invalid', { issues: issuesOf(parsed.error, Patch) })
  const cleared = type.fields.filter(({ name, required }) => required && patch[name] === null)
  if (cleared.length > 0)
    fail('record.invalid', {
      issues: cleared.map(({ name }) => ({ path: name, message: 'Is required and cannot be cleared.' })),
    })
  return patch
}

/** What a PUT sends, validated: fields left out are cleared, a status left out stays. */
export function parseReplacement({ type }: WorkspaceType, body: unknown, id: string): RecordData {
  const { Draft } = recordShape(type)
  const parsed = Draft.safeParse(body, { reportInput: true })
  const { id: sent, ...given } = parsed.success
    ? parsed.data
    : fail('record.invalid', { issues: issuesOf(parsed.error, Draft) })
  if (sent !== undefined && sent !== id)
    fail('record.invalid', { issues: [{ path: 'id', message: 'Differs from the id in the path; leave it out.' }] })
  const empty = Object.fromEntries(
    type.fields.filter(({ name }) => name !== type.status?.field).map(({ name }) => [name, null]),
  )
  return { ...empty, ...given }
}

export interface Next {
  data: RecordData
  snapshot: RecordSnapshot
}

/** The next version of a record, or nothing when the change changes nothing. */
export function nextVersion(
  { type }: WorkspaceType,
  { data, snapshot }: Next,
  { patch, at }: { patch: RecordData; at: string },
): Next | undefined {
  refuseIllegalMove(type, data, patch)
  const next = withComputed(type, withoutNulls({ ...data, ...patch }))
  const issues = computedIssues(type, next)
  if (issues.length > 0) fail('record.invalid', { issues })
  if (isDeepStrictEqual(next, data)) return undefined
  const { id, createdAt, version } = snapshot
  return { data: next, snapshot: snapshotOf(type, next, { id, createdAt, version: version + 1, updatedAt: at }) }
}

function refuseIllegalMove({ status, label }: ObjectType, data: RecordData, patch: RecordData): void {
  if (!status) return
  const from = String(data[status.field])
  const to = patch[status.field] as string | undefined
  if (to === undefined || to === from) return
  const allowed = status.moves[from] ?? []
  if (allowed.includes(to)) return
  const choice = allowed.length > 0 ? `From ${from} it can move to ${allowed.join(', ')}.` : `${from} is final.`
  fail('record.move_illegal', {
    issues: [{ path: status.field, message: `A ${label.toLowerCase()} cannot move from ${from} to ${to}. ${choice}` }],
  })
}

/** Refuses a write based on an older version; the issues name what differs now. */
export function checkVersion(
  type: ObjectType,
  current: RecordSnapshot,
  { ifMatch, patch }: { ifMatch: number | undefined; patch: RecordData },
): void {
  if (ifMatch === undefined || ifMatch === current.version) return
  const differing = type.fields.filter(
    ({ name }) => name in patch && !isDeepStrictEqual(patch[name] ?? null, current[name] ?? null),
  )
  const issues: Issue[] = differing.map((field) => ({
    path: field.name,
    message: `${labelOf(field)} is now ${JSON.stringify(current[field.name]).slice(0, 200)}.`,
  }))
  fail('record.version_conflict', {
    issues: [
      { path: 'If-Match', message: `You saw version ${ifMatch}, the record is at ${current.version}.` },
      ...issues,
    ],
  })
}
