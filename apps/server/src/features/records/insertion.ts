import type { WorkspaceType } from '#kernel/types'
import type { Actor } from '#kernel/actor'
import type { Intent, KeyClaim } from '#kernel/spine/intent'
import type { AppendTable } from '#kernel/spine/append-statement'
import type { Draft } from './drafts.ts'
import { creationEvents } from './events.ts'
import { listTakenIds } from './queries.ts'
import { recordRow, recordValues } from './row.ts'
import { uniqueKeys } from './unique.ts'

const recordsTable: AppendTable = { name: 'records', row: recordRow }

/** Everything new records write, for one statement: rows, the names they claim, their events. */
export function insertion<Reply>(
  actor: Actor,
  workspaceType: WorkspaceType,
  drafts: readonly Draft[],
  reply: Reply,
): Intent<Reply> {
  const { type } = workspaceType
  return {
    rows: [{ table: recordsTable, rows: drafts.map((draft) => recordValues(actor, workspaceType, draft)) }],
    claims: drafts.flatMap((draft) => claimsOf(workspaceType, draft)),
    events: drafts.flatMap(({ snapshot }) => creationEvents(type, snapshot)),
    // Ids that Pulse gave claim no name: they stand in the table alone.
    findTaken: async (db) => {
      const chosen = drafts.filter(({ hasChosenId }) => hasChosenId)
      const ids = await listTakenIds(
        db,
        actor,
        workspaceType.id,
        chosen.map(({ snapshot }) => snapshot.id),
      )
      return chosen.filter(({ snapshot }) => ids.has(snapshot.id)).map(idTaken)
    },
    reply,
  }
}

function claimsOf(workspaceType: WorkspaceType, { path, snapshot, data, hasChosenId }: Draft): KeyClaim[] {
  const unique = uniqueKeys(workspaceType, data).map(({ field, kind, key }) => ({
    kind,
    key,
    target: snapshot.id,
    taken: {
      code: 'record.duplicate' as const,
      issue: {
        path: `${path}${field}`,
        message: `Another ${workspaceType.type.label.toLowerCase()} has this value; it must be unique.`,
      },
    },
  }))
  if (!hasChosenId) return unique
  const chosen = { kind: 'record', key: snapshot.id, target: snapshot.id, taken: idTaken({ path }) }
  return [chosen, ...unique]
}

const idTaken = ({ path }: Pick<Draft, 'path'>): KeyClaim['taken'] => ({
  code: 'record.duplicate',
  issue: {
    path: `${path}id`,
    message: 'A record with this id exists already; leave the id out or choose another.',
  },
})
