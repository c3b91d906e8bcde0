import { Rows, rowType, type RowType } from '#kernel/db/rows'
import { statement, type Sql } from '#kernel/db/statement'
import type { Result } from './results.ts'

const removeDue = statement(
  'due remove',
  'delete from due_deliveries where id = any($1::uuid[]) and worker_id = $2 returning id',
)

const postponeDue = statement(
  'due postpone',
  `update due_deliveries set attempts = r.attempts, due_at = r.due_at, worker_id = null
   from unnest($1::uuid[], $2::smallint[], $3::timestamptz[]) as r (id, attempts, due_at)
   where due_deliveries.id = r.id and due_deliveries.worker_id = $4 returning due_deliveries.id`,
)

const retryLater = statement(
  'due retry later',
  `update due_deliveries set worker_id = null, due_at = now() + interval '1 minute' where id = any($1::uuid[]) and worker_id = $2`,
)

const responseColumns = {
  attempted_at: 'timestamptz',
  duration_ms: 'integer',
  response_status: 'smallint',
  response_body: 'text',
  error: 'text',
} as const

const deliveryRow = rowType('delivery_row', {
  retention: 'smallint',
  id: 'uuid',
  workspace_id: 'uuid',
  webhook_id: 'text',
  event_id: 'uuid',
  event_type: 'text',
  status: 'text',
  attempts: 'smallint',
  ...responseColumns,
})

const attemptRow = rowType('attempt_row', {
  retention: 'smallint',
  delivery_id: 'uuid',
  number: 'smallint',
  workspace_id: 'uuid',
  ...responseColumns,
})

const insertDeliveries = statement('deliveries insert', insertOf('deliveries', deliveryRow))
const insertAttempts = statement('attempts insert', insertOf('attempts', attemptRow))

// A webhook may have been deleted meanwhile; then its counters are gone and nothing is counted.
const addCounters = statement(
  'webhook counters',
  `update webhook_counters c set
     succeeded = c.succeeded + r.succeeded, failed = c.failed + r.failed,
     last_triggered_at = greatest(c.last_triggered_at, r.at),
     consecutive_failures = case when r.succeeded > 0 then r.streak else c.consecutive_failures + r.streak end
   from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::int[], $6::timestamptz[])
     as r (workspace_id, webhook_id, succeeded, failed, streak, at)
   where c.workspace_id = r.workspace_id and c.webhook_id = r.webhook_id`,
)

/** Writes outcomes down: ended deliveries move to the log, others wait for their next try. Only rows still leased to this worker count. */
export async function recordOutcomes(sql: Sql, workerId: string, results: readonly Result[]): Promise<void> {
  const ended = results.filter(({ verdict }) => verdict.kind !== 'retry')
  const retried = results.filter(({ verdict }) => verdict.kind === 'retry')
  if (ended.length > 0) await recordEnded(sql, workerId, ended)
  if (retried.length > 0) await recordRetried(sql, workerId, retried)
}

/** Lets deliveries whose outcome could not be stored be tried again. */
export async function giveBack(sql: Sql, workerId: string, results: readonly Result[]): Promise<void> {
  await sql(retryLater, [idsOf(results), workerId])
}

async function recordEnded(sql: Sql, workerId: string, results: readonly Result[]): Promise<void> {
  const removed = await sql<{ id: string }>(removeDue, [idsOf(results), workerId])
  const ours = only(results, removed)
  if (ours.length === 0) return
  await sql(insertDeliveries, [new Rows(deliveryRow, ours.map(deliveryValues))])
  await sql(addCounters, counterColumns(ours))
}

async function recordRetried(sql: Sql, workerId: string, results: readonly Result[]): Promise<void> {
  const counts = results.map(({ done }) => done.owed.attempts + 1)
  const times = results.map(({ verdict }) => (verdict.kind === 'retry' ? verdict.at : null))
  const moved = await sql<{ id: string }>(postponeDue, [idsOf(results), counts, times, workerId])
  const ours = only(results, moved)
  if (ours.length > 0) await sql(insertAttempts, [new Rows(attemptRow, ours.map(attemptValues))])
}

const idsOf = (results: readonly Result[]) => results.map(({ done }) => done.owed.id)

/** Leaves out what another process took over: its row was not ours any more. */
function only(results: readonly Result[], rows: readonly { id: string }[]): readonly Result[] {
  if (rows.length === results.length) return results
  const kept = new Set(rows.map(({ id }) => id))
  return results.filter(({ done }) => kept.has(done.owed.id))
}

const responseValues = ({ done: { at, outcome }, verdict }: Result) => [
  at,
  outcome.durationMs,
  outcome.answered ? outcome.status : null,
  verdict.responseBody,
  verdict.error,
]

function deliveryValues(result: Result): unknown[] {
  const { id, event, target, attempts } = result.done.owed
  const { kind } = result.verdict
  return [
    event.retention,
    id,
    event.workspaceId,
    target.id,
    event.id,
    event.type,
    kind,
    attempts + 1,
    ...responseValues(result),
  ]
}

function attemptValues(result: Result): unknown[] {
  const { id, event, attempts } = result.done.owed
  return [event.retention, id, attempts + 1, event.workspaceId, ...responseValues(result)]
}

/** A try that was recorded before the connection broke is not recorded twice. */
function insertOf(table: string, { name, columns }: RowType): string {
  const names = columns.map(([column]) => column).join(', ')
  return `insert into ${table} (${names}) select (one).* from unnest($1::${name}[]) as one on conflict do nothing`
}

/** One row for each webhook, so that a batch locks each counter once and in one order. */
function counterColumns(results: readonly Result[]): unknown[][] {
  const groups = Map.groupBy(results, ({ done: { owed } }) => `${owed.event.workspaceId} ${owed.target.id}`)
  const rows = [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => countersOf(group))
  return [0, 1, 2, 3, 4, 5].map((column) => rows.map((row) => row[column]))
}

function countersOf(group: readonly Result[]): unknown[] {
  const [first] = group
  const succeeded = group.filter(({ verdict }) => verdict.kind === 'delivered').length
  const streak = group.length - 1 - group.findLastIndex(({ verdict }) => verdict.kind === 'delivered')
  const at = group.reduce((latest, { done }) => (done.at > latest ? done.at : latest), '')
  const { event, target } = first?.done.owed ?? {}
  return [event?.workspaceId, target?.id, succeeded, group.length - succeeded, streak, at]
}
