import type pg from 'pg'
import type { Actor } from '../actor.ts'
import { isDuplicate, isRetriable, isUnavailable, lacksPartition } from '../db/errors.ts'
import type { Database, Reader } from '../db/kysely.ts'
import type { Encode } from '../db/rows.ts'
import { connectScoped } from '../db/scope.ts'
import type { NewId } from '../id.ts'
import {
  appendStatement,
  keysTable,
  keyValues,
  repeatValues,
  type AppendRows,
  type AppendTable,
} from './append-statement.ts'
import { explainDuplicate } from './duplicates.ts'
import { eventRow, type EventRow } from './event.ts'
import type { Intent } from './intent.ts'
import type { Repeats } from './repeats.ts'

/** The door for declarative writes: what arrives at the same time commits in one statement, each wholly or not at all. */
export type Append = <Reply>(actor: Actor, intent: Intent<Reply>) => Promise<Reply>

export interface AppendParts {
  app: pg.Pool
  scoped: (workspaceId: string) => Database
  encode: Encode
  newId: NewId
  epoch: () => number
  repeats: Repeats
  wake: (workspaceIds: readonly string[]) => void
  makePartition: () => Promise<void>
}

interface Queued {
  actor: Actor
  intent: Intent<unknown>
  weight: number
  resolve: () => void
  reject: (error: unknown) => void
}

/** Statements under way at once: one commits while the next one fills. */
const lanes = 2
const mostWeight = 2_000_000

export function createAppend(parts: AppendParts): Append {
  const queue: Queued[] = []
  let running = 0
  let scheduled = false

  const pump = () => {
    scheduled = false
    while (running < lanes && queue.length > 0) {
      running++
      void flush(parts, takeBatch(queue)).finally(() => {
        running--
        schedule()
      })
    }
  }
  // Requests parsed in the same turn of the event loop join one batch.
  const schedule = () => {
    if (scheduled || queue.length === 0 || running >= lanes) return
    scheduled = true
    setImmediate(pump)
  }
  return (actor, intent) =>
    new Promise((resolve, reject) => {
      if (intent.events.length === 0) throw new Error('A write must emit the event that tells of it.')
      queue.push({ actor, intent, weight: weigh(intent), resolve: () => resolve(intent.reply), reject })
      schedule()
    })
}

/** A rough size, so that a batch of large snapshots stays short. */
function weigh({ events, rows = [] }: Intent<unknown>): number {
  return events.length * 2_000 + rows.reduce((sum, group) => sum + group.rows.length * 1_000, 0)
}

function takeBatch(queue: Queued[]): Queued[] {
  let weight = 0
  const end = queue.findIndex((entry) => (weight += entry.weight) > mostWeight)
  return queue.splice(0, end === -1 ? queue.length : Math.max(1, end))
}

async function flush(parts: AppendParts, batch: Queued[]): Promise<void> {
  try {
    await commit(parts, batch)
    for (const { resolve } of batch) resolve()
    parts.wake([...new Set(batch.map(({ actor }) => actor.workspace.id))])
  } catch (error) {
    if (batch.length > 1 && !isUnavailable(error)) for (const entry of batch) await flush(parts, [entry])
    else for (const { reject } of batch) reject(error)
  }
}

async function commit(parts: AppendParts, batch: Queued[], tries = 1): Promise<void> {
  const workspaces = [...new Set(batch.map(({ actor }) => actor.workspace.id))].sort()
  const statement = appendStatement(groupRows(parts, batch), eventRows(parts, batch))
  try {
    const client = await connectScoped(parts.app, workspaces)
    const { name, text, values } = statement
    await client.query({ name, text, values: parts.encode(values) }).finally(() => client.release())
  } catch (error) {
    if (lacksPartition(error) && tries === 1) await parts.makePartition()
    else if (!(isRetriable(error) && tries < 4)) await resolveDuplicate(parts, batch, { error, tries })
    await commit(parts, batch, tries + 1)
  }
}

function eventRows(parts: AppendParts, batch: Queued[]): EventRow[] {
  const source = { newId: parts.newId, epoch: parts.epoch() }
  return batch.flatMap(({ actor, intent }) => intent.events.map((draft) => eventRow(actor, draft, source)))
}

function groupRows({ repeats }: AppendParts, batch: Queued[]): AppendRows[] {
  const groups = new Map<AppendTable, (readonly unknown[])[]>()
  const add = (table: AppendTable, rows: readonly (readonly unknown[])[]) => {
    const group = groups.get(table)
    if (group) for (const row of rows) group.push(row)
    else groups.set(table, [...rows])
  }
  for (const { actor, intent } of batch) {
    const workspace_id = actor.workspace.id
    const repeat = repeats.row(actor, intent.reply)
    const claims = (intent.claims ?? []).map(({ kind, key, target }) => keyValues({ workspace_id, kind, key, target }))
    if (repeat) claims.push(repeatValues(repeat))
    if (claims.length > 0) add(keysTable, claims)
    for (const { table, rows } of intent.rows ?? []) add(table, rows)
  }
  return [...groups].map(([table, rows]) => ({ table, rows })).sort((a, b) => (a.table.name < b.table.name ? -1 : 1))
}

/** Makes way for a lone intent whose key stood in its own way, expired; throws what else there is to say. */
async function resolveDuplicate(
  { scoped, repeats }: AppendParts,
  batch: Queued[],
  { error, tries }: { error: unknown; tries: number },
): Promise<void> {
  const [only] = batch
  if (!only || batch.length > 1 || !isDuplicate(error)) throw error
  const { actor, intent } = only
  const db = scoped(actor.workspace.id)
  if (tries === 1 && (await repeats.dropExpired(db, actor))) return
  throw await explainDuplicate(db as unknown as Reader, actor, intent)
}
