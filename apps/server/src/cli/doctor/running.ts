import { measureLag } from '#features/health/index'
import { statement } from '#kernel/db/statement'
import type { Kernel } from '#kernel/kernel'
import { many, number } from '../terminal.ts'
import { ago, ok, problem, unused, warning, type Finding, type Patient } from './check.ts'

const leastVersion = 15
const slowMs = 60_000
const stuckMs = 15 * 60_000
const overdueMs = 5 * 60_000
const scheduleMs = 90 * 60_000
const failingInARow = 10
const answerMs = 3_000

export async function lookAtDatabase({ kernel, trouble }: Patient): Promise<Finding> {
  if (!kernel) return problem(trouble)
  const { rows } = await kernel.asOwner((client) =>
    client.query<{ version: string; migrations: string }>(
      `select current_setting('server_version') as version, (select count(*) from migrations)::text as migrations`,
    ),
  )
  const { version = '', migrations = '0' } = rows[0] ?? {}
  const text = `Postgres ${version}${kernel.isEmbedded ? ', embedded' : ''}, all ${migrations} migrations applied`
  return Number.parseInt(version, 10) < leastVersion ? problem(`${text}; it needs ${leastVersion} or newer`) : ok(text)
}

/** Asks the server itself, the way a monitor should. */
export async function lookAtServer({ isServed, config }: Kernel): Promise<Finding> {
  if (!isServed) return problem('no server runs; start it: pulse start')
  if (config.port === 0) return ok('a server runs')
  const host = /^(?:0\.0\.0\.0|::)$/.test(config.host) ? '127.0.0.1' : config.host
  const url = `http://${host}:${config.port}/health/ready`
  const answer = await fetch(url, { signal: AbortSignal.timeout(answerMs) }).catch(() => undefined)
  if (answer?.ok) return ok(`${url} answers; let a monitor ask it and read /health/metrics`)
  return problem(`a server runs, but ${url} ${answer ? `answers ${answer.status}` : 'does not answer'}; see its log`)
}

/** How far consumers of events are behind, and what they could not handle. */
export async function lookAtEvents(kernel: Kernel): Promise<Finding> {
  const lags = await measureLag(kernel)
  const parked = lags.filter((lag) => lag.parked > 0)
  if (parked.length > 0)
    return problem(
      `${parked.map((lag) => `${lag.consumer} set ${many(lag.parked, 'event')} aside`).join(', ')}; see the log`,
    )
  const [oldest] = lags.toSorted((one, other) => other.oldestMs - one.oldestMs)
  if (!oldest || oldest.oldestMs < slowMs || !kernel.isServed) return ok('every consumer is up to date, none set aside')
  const text = `${oldest.consumer} is ${ago(oldest.oldestMs)} behind (${many(oldest.pending, 'event')})`
  return oldest.oldestMs > stuckMs ? problem(`${text}; see the log`) : warning(text)
}

const overdue = statement(
  'doctor overdue',
  `select count(*) as count, min(due_at) as oldest from (select due_at from due_deliveries where due_at < $1 limit 10000) due`,
)
const failing = statement(
  'doctor failing',
  `select w.name from webhook_counters c join webhooks w on w.workspace_id = c.workspace_id and w.id = c.webhook_id
   where w.is_active and c.consecutive_failures >= $1 order by c.consecutive_failures desc limit 3`,
)

/** What is owed for longer than it should take, and who keeps refusing. */
export async function lookAtDeliveries({ noteOne, isServed }: Kernel, { nowMs }: Patient): Promise<Finding> {
  const [due] = await noteOne<{ count: number; oldest: string | null }>(overdue, [
    new Date(nowMs - overdueMs).toISOString(),
  ])
  const refusing = await noteOne<{ name: string }>(failing, [failingInARow])
  if (refusing.length > 0)
    return warning(
      `${refusing.map(({ name }) => name).join(', ')} refused the last ${failingInARow} or more deliveries`,
    )
  if (!due?.oldest || !isServed) return ok('nothing is overdue, no webhook keeps refusing')
  return warning(`${number(due.count)} are overdue, the oldest by ${ago(nowMs - Date.parse(due.oldest))}`)
}

/** The clock's own work runs every hour; when it stopped, partitions are missing soon. */
export async function lookAtScheduler({ asOwner, isServed }: Kernel, { nowMs }: Patient): Promise<Finding> {
  const { rows } = await asOwner((client) =>
    client.query<{ since: Date | null; last: Date | null }>(
      'select min(known_since) as since, max(last_execution) as last from graphile_worker._private_known_crontabs',
    ),
  )
  const { since = null, last = null } = rows[0] ?? {}
  const seen = last ?? since
  if (!isServed) return unused('it runs with the server')
  if (!seen) return problem('it never ran; see the log of the server')
  const age = nowMs - seen.getTime()
  const text = last ? `it last ran ${ago(age)} ago` : `it is known for ${ago(age)} and runs at its next hour`
  return age > scheduleMs ? problem(`${text}; restart the server and see its log`) : ok(text)
}
