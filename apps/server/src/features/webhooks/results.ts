import { Rows, rowType, type RowType } from '#kernel/db/rows'
import { statement, type Sql } from '#kernel/db/statement'
import { isUnavailable } from '#kernel/db/errors'
import { pause } from '#kernel/clock'
import type { Kernel } from '#kernel/kernel'
import { verdictOf, type Verdict } from './verdict.ts'
import type { Try } from './sender.ts'

const removeDue = statement(
  'due remove',
  'delete from due_deliveries where id = any($1::uuid[]) and worker_id = $2 returning id',
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

const postponeDue = statement(
  'due postpone',
  `update due_deliveries set attempts = r.attempts, due_at = r.due_at, worker_id = null
   from unnest($1::uuid[], $2::smallint[], $3::timestamptz[]) as r (id, attempts, due_at)
   where due_deliveries.id = r.id and due_deliveries.worker_id = $4 returning due_deliveries.id`,
)

// A webhook may have been deleted meanwhile; then its counters are gone and nothing is counted.
const addCounters = statement(
  'webhook counters',
  `update webhook_counters c set
     succeeded = c.succeeded + r.succeeded, failed = c.failed + r.failed, last_triggered_at = greatest(c.last_triggered_at, r.at),
     consecutive_failures = case when r.succeeded > 0 then r.streak else c.consecutive_failures + r.streak end
   from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::int[], $6::timestamptz[]) as r (workspace_id, webhook_id, succeeded, failed, streak, at)
   where c.workspace_id = r.workspace_id and c.webhook_id = r.webhook_id`,
)

const retryLater = statement(
  'due retry later',
  `update due_deliveries set worker_id = null, due_at = now() + interval '1 minute' where id = any($1::uuid[]) and worker_id = $2`,
)

interface Result {
  done: Try
  verdict: Verdict
}

/** Records outcomes in batches: what ends while one batch commits makes the next. */
export interface Results {
  add(done: Try): void
  isIdle(): boolean
  /** Resolves when everything added so far is recorded. */
  flush(): Promise<void>
}

const mostInBatch = 1_000
const retryMs = 500

export function createResults({ note, presence, clock, log, metrics }: Kernel): Results {
  let waiting: Result[] = []
  let writing: Promise<void> | undefined

  const write = async () => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, mostInBatch)
      await persist(batch)
      for (const { done, verdict } of batch) {
        metrics.attempts.inc({ outcome: verdict.kind })
        done.owed.onDone?.(done)
      }
    }
    writing = undefined
  }
  // The outcome is known and must not be lost to a database that is away for a moment.
  const persist = async (batch: Result[]) => {
    for (;;) {
      try {
        return await note((sql) => recordBatch(sql, presence.id, batch))
      } catch (error) {
        if (!isUnavailable(error)) return apart(batch, error)
        await pause(retryMs)
        if (!presence.holdsLeases()) return
      }
    }
  }
  // One outcome that cannot be stored must not keep the others, nor its own delivery, from going on.
  const apart = async (batch: Result[], error: unknown): Promise<void> => {
    log.error({ err: error, tries: batch.length }, 'outcomes not recorded')
    if (batch.length > 1) for (const one of batch) await persist([one])
    else await note((sql) => sql(retryLater, [ids(batch), presence.id])).catch(() => {})
  }
  return {
    add: (done) => {
      waiting.push({ done, verdict: verdictOf(done, clock.now()) })
      // Outcomes of the same turn of the event loop share the first batch.
      writing ??= new Promise((resolve) => setImmediate(() => resolve(write())))
    },
    isIdle: () => writing === undefined,
    flush: async () => {
      while (writing) await writing
    },
  }
}

async function recordBatch(sql: Sql, workerId: string, batch: readonly Result[]): Promise<void> {
  const final = batch.filter(({ verdict }) => verdict.kind !== 'retry')
  const retried = batch.filter(({ verdict }) => verdict.kind === 'retry')
  const recorded: Result[] = []
  if (final.length > 0) {
    const removed = await sql<{ id: string }>(removeDue, [ids(final), workerId])
    const ours = only(final, removed)
    if (ours.length > 0) await sql(insertDeliveries, [new Rows(deliveryRow, ours.map(deliveryValues))])
    recorded.push(...ours)
  }
  if (retried.length > 0) {
    const counts = retried.map(({ done }) => done.owed.attempts + 1)
    const moved = await sql<{ id: string }>(postponeDue, [
      ids(retried),
      counts,
      retried.map(({ verdict }) => (verdict.kind === 'retry' ? verdict.at : null)),
      workerId,
    ])
    const ours = only(retried, moved)
    if (ours.length > 0) await sql(insertAttempts, [new Rows(attemptRow, ours.map(attemptValues))])
  }
  if (recorded.length > 0) await sql(addCounters, counterColumns(recorded))
}

const ids = (results: readonly Result[]) => results.map(({ done }) => done.owed.id)

/** Leaves out what another process took over: its row was not ours any more. */
function only(results: readonly Result[], rows: readonly { id: string }[]): Result[] {
  if (rows.length === results.length) return [...results]
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
  return `insert into ${table} (${columns.map(([column]) => column).join(', ')}) select (one).* from unnest($1::${name}[]) as one on conflict do nothing`
}

/** One row for each webhook, so that a batch locks each counter once and in one order. */
function counterColumns(results: readonly Result[]): unknown[] {
  const groups = Map.groupBy(results, ({ done: { owed } }) => `${owed.event.workspaceId} ${owed.target.id}`)
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => {
      const [first] = group
      const succeeded = group.filter(({ verdict }) => verdict.kind === 'delivered').length
      return {
        workspaceId: first?.done.owed.event.workspaceId,
        webhookId: first?.done.owed.target.id,
        succeeded,
        failed: group.length - succeeded,
        streak: group.length - 1 - group.findLastIndex(({ verdict }) => verdict.kind === 'delivered'),
        at: group.reduce((latest, { done }) => (done.at > latest ? done.at : latest), ''),
      }
    })
  return (['workspaceId', 'webhookId', 'succeeded', 'failed', 'streak', 'at'] as const).map((name) =>
    rows.map((row) => row[name]),
  )
}
