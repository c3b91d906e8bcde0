import { timeOfId } from '@pulse/contract'
import { asEvent, eventColumns, type EventRecord } from '#kernel/dispatch/read'
import { isoNow, pause } from '#kernel/clock'
import { isUnavailable } from '#kernel/db/errors'
import { dayMs } from '#kernel/db/partitions'
import { statement, type Sql } from '#kernel/db/statement'
import type { Kernel } from '#kernel/kernel'
import type { Refresh } from './refresh.ts'
import type { Results } from './results.ts'
import type { Owed, Sender, Try } from './sender.ts'
import { createStrays } from './strays.ts'
import { isSince, readTargets, type Target, type TargetRow } from './target.ts'

const anyDue = statement(
  'due any',
  'select 1 as one from due_deliveries where worker_id is null and due_at <= $1 limit 1',
)

// Each endpoint's lane in turn, found by skipping through the index, so that a long queue of one keeps
// nobody else's waiting. The ids come from a subquery: planned while the table is empty, a join would
// become a full scan.
const claimDue = statement(
  'due claim',
  `with recursive lanes as (
     (select workspace_id, webhook_id from due_deliveries where worker_id is null order by workspace_id, webhook_id limit 1)
     union all
     select following.workspace_id, following.webhook_id from lanes cross join lateral (
       select d.workspace_id, d.webhook_id from due_deliveries d
       where d.worker_id is null and (d.workspace_id, d.webhook_id) > (lanes.workspace_id, lanes.webhook_id)
       order by d.workspace_id, d.webhook_id limit 1
     ) following
   )
   update due_deliveries set worker_id = $1 where id = any(array(
     select due.id from lanes cross join lateral (
       select d.id from due_deliveries d
       where d.worker_id is null and d.workspace_id = lanes.workspace_id and d.webhook_id = lanes.webhook_id and d.due_at <= $2
       order by d.due_at limit $3 for update skip locked
     ) due
     where lanes.workspace_id || ' ' || lanes.webhook_id <> all($4::text[])
     limit $5
   )) returning id, workspace_id, webhook_id, event_id, attempts`,
)

const readEvents = statement(
  'due events',
  `select ${eventColumns} from unnest($1::uuid[], $2::uuid[]) as wanted (workspace_id, id)
   join events e on e.workspace_id = wanted.workspace_id and e.id = wanted.id`,
)

const drop = statement('due drop', 'delete from due_deliveries where id = any($1::uuid[])')
const wait = statement('due wait', 'update due_deliveries set worker_id = null, due_at = $2 where id = any($1::uuid[])')
const release = statement('due release', 'update due_deliveries set worker_id = null where worker_id = any($1::uuid[])')

interface DueRow {
  id: string
  workspace_id: string
  webhook_id: string
  event_id: string
  attempts: number
}

const mostPerLane = 200
const mostPerClaim = 1_000
const lookMs = 200
/** Deliveries of a webhook that is switched off are looked at again after this long. */
const inactiveMs = 60_000
/** After this they have waited in vain. */
const mostHeldDays = 30

/** Claims retries whose time has come and what dead processes left behind. */
export interface Recovery {
  start(): void
  stop(): Promise<void>
}

interface RecoveryParts {
  sender: Sender
  results: Results
  inHand: Set<string>
  refresh: Refresh
  open: (row: TargetRow) => Target
}

export function createRecovery(kernel: Kernel, { sender, results, inHand, refresh, open }: RecoveryParts): Recovery {
  const { note, presence, clock, log } = kernel
  const stopping = new AbortController()
  const freeStrays = createStrays(kernel, inHand)
  let running: Promise<void> | undefined
  presence.onRelease(async (sql, workerIds) => void (await sql(release, [workerIds])))
  presence.onLapse(() => sender.clear())

  const claim = () =>
    note(async (sql) => {
      const now = isoNow(clock)
      if ((await sql(anyDue, [now])).length === 0) return nothing
      const rows = await sql<DueRow>(claimDue, [presence.id, now, mostPerLane, sender.fullLanes(), mostPerClaim])
      return rows.length === 0 ? nothing : loadOwed(sql, rows, { open, nowMs: clock.now() })
    })
  const run = async () => {
    while (!stopping.signal.aborted) {
      let found = 0
      try {
        const { owed, expired } = sender.isDraining ? nothing : await claim()
        found = owed.length
        sender.take(owed)
        for (const one of expired) {
          inHand.add(one.id)
          results.add(asExpired(one, isoNow(clock)))
        }
        await refresh.all()
        await freeStrays()
      } catch (error) {
        if (!isUnavailable(error)) log.error({ err: error }, 'claiming deliveries failed')
      }
      if (found < mostPerLane) await pause(lookMs, stopping.signal)
    }
  }
  return {
    start: () => {
      running = run()
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

interface Claimed {
  owed: Owed[]
  /** Held by a switched-off webhook for too long. */
  expired: Owed[]
}

const nothing: Claimed = { owed: [], expired: [] }

const asExpired = (owed: Owed, at: string): Try => {
  const reason = `Not sent: the webhook was switched off and it is more than ${mostHeldDays} days old.`
  return { owed, at, outcome: { answered: false, reason, durationMs: 0 }, isFinal: true }
}

/** Loads what claimed rows need; rows whose webhook or event is gone are dropped, those of a switched-off webhook wait until they expire. */
async function loadOwed(
  sql: Sql,
  rows: readonly DueRow[],
  { open, nowMs }: { open: (row: TargetRow) => Target; nowMs: number },
): Promise<Claimed> {
  const targetRows = await sql<TargetRow>(readTargets, [
    rows.map((row) => row.workspace_id),
    rows.map((row) => row.webhook_id),
  ])
  const eventRows = await sql<EventRecord>(readEvents, [
    rows.map((row) => row.workspace_id),
    rows.map((row) => row.event_id),
  ])
  const targets = new Map(targetRows.map((row) => [`${row.workspace_id} ${row.id}`, open(row)]))
  const events = new Map(eventRows.map((row) => [row.id, asEvent(row)]))
  const claimed: Claimed = { owed: [], expired: [] }
  const gone: string[] = []
  const waiting: string[] = []
  for (const { id, workspace_id, webhook_id, event_id, attempts } of rows) {
    const target = targets.get(`${workspace_id} ${webhook_id}`)
    const event = events.get(event_id)
    if (!target || !event || !isSince(target, event)) gone.push(id)
    else if (target.isActive) claimed.owed.push({ id, event, target, attempts })
    else if (timeOfId(id) < nowMs - mostHeldDays * dayMs) claimed.expired.push({ id, event, target, attempts })
    else waiting.push(id)
  }
  if (gone.length > 0) await sql(drop, [gone])
  if (waiting.length > 0) await sql(wait, [waiting, new Date(nowMs + inactiveMs).toISOString()])
  return claimed
}
