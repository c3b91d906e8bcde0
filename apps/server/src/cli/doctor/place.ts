import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { backupFolder, readManifest } from '#kernel/backup/manifest'
import { isTight, measureSpace } from '#kernel/disk'
import { clusterPath } from '#kernel/embedded/place'
import type { Kernel } from '#kernel/kernel'
import { many, size } from '../terminal.ts'
import { ago, ok, problem, unused, warning, type Finding, type Patient } from './check.ts'

const dayMs = 86_400_000
const growthDays = 7
const leastDaysLeft = 14
/** A disk that lasts longer than this needs no forecast. */
const mostDaysTold = 3_650
const freshBackupMs = 26 * 3_600_000
const oldBackupMs = 7 * dayMs
const triedWithinMs = 30 * dayMs
const largeLogBytes = 50_000_000

/** Tells of a disk that fills up before writes are refused. */
export async function lookAtDisk({ settings, kernel, nowMs }: Patient): Promise<Finding> {
  const { dataFolder, diskReserveBytes } = settings
  if (settings.databaseUrl) return unused('the database has a disk of its own; watch it there')
  const cluster = clusterPath(dataFolder)
  if (!existsSync(cluster)) return unused(`${cluster} is not there`)
  const space = await measureSpace(cluster)
  const perDay = kernel ? await growthPerDay(kernel, nowMs) : 0
  const daysLeft = Math.floor((space.freeBytes - diskReserveBytes) / perDay)
  const pace = daysLeft < mostDaysTold ? `, at last week's pace enough for ${many(Math.max(0, daysLeft), 'day')}` : ''
  const text = `${size(space.freeBytes)} of ${size(space.totalBytes)} are free${pace}`
  if (space.freeBytes < diskReserveBytes) return problem(`${text}; writes are refused: make room`)
  const isShort = isTight(space, diskReserveBytes) || daysLeft < leastDaysLeft
  return isShort ? warning(`${text}; make room before writes are refused`) : ok(text)
}

/** Bytes a day of last week took in the tables that grow by the day. */
async function growthPerDay(kernel: Kernel, nowMs: number): Promise<number> {
  const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 10).replaceAll('-', '')
  const { rows } = await kernel.asOwner((client) =>
    client.query<{ bytes: string }>(
      `select coalesce(sum(pg_total_relation_size(oid)), 0)::text as bytes from pg_class
       where relispartition and relkind = 'r' and relname ~ '_[0-9]{8}$' and right(relname, 8) between $1 and $2`,
      [stamp(nowMs - growthDays * dayMs), stamp(nowMs - dayMs)],
    ),
  )
  return Number(rows[0]?.bytes ?? 0) / growthDays
}

/** A backup counts when it is fresh, and when someone tried whether it can be used. */
export function lookAtBackups({ settings, nowMs }: Patient): Finding {
  const folder = backupFolder(settings.dataFolder)
  const entries = readManifest(folder)
  const last = entries.at(-1)
  if (!last) return problem(`none is known in ${folder}; make one every day: pulse backup`)
  const age = nowMs - Date.parse(last.createdAt)
  const made = `the last one is ${ago(age)} old`
  if (age > oldBackupMs) return problem(`${made}; make one every day: pulse backup`)
  if (age > freshBackupMs) return warning(`${made}; make one every day: pulse backup`)
  const triedAt = Math.max(...entries.flatMap(({ verifiedAt, restoredAt }) => [time(verifiedAt), time(restoredAt)]))
  if (nowMs - triedAt > triedWithinMs)
    return warning(`${made}, but none was tried for a month: pulse verify FILE, or better restore it elsewhere`)
  const wasRestored = entries.some(({ restoredAt }) => nowMs - time(restoredAt) <= triedWithinMs)
  return ok(`${made}; ${wasRestored ? 'restored' : 'verified'} within the last month`)
}

const time = (iso: string | undefined) => (iso ? Date.parse(iso) : Number.NEGATIVE_INFINITY)

/** Pulse itself logs to standard output; the embedded database has a file. */
export function lookAtLogs({ settings }: Patient): Finding {
  const path = join(settings.dataFolder, 'postgres.log')
  const rotation = 'whatever runs Pulse keeps and rotates its standard output'
  const bytes = existsSync(path) ? statSync(path).size : 0
  if (bytes > largeLogBytes) return warning(`${path} has ${size(bytes)}: see what it says; a restart rotates it`)
  return ok(rotation)
}
