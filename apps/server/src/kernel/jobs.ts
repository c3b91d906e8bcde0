import { EventEmitter } from 'node:events'
import { Logger, run, runMigrations, type Runner, type TaskList } from 'graphile-worker'
import { sql as raw } from 'kysely'
import type pg from 'pg'
import type { Actor, WorkspaceRef } from './actor.ts'
import { isoNow, pause, type Clock } from './clock.ts'
import type { Writer } from './db/kysely.ts'
import { statement } from './db/statement.ts'
import type { NewId } from './id.ts'
import type { Log } from './log.ts'
import type { Presence } from './presence.ts'
import type { NoteOne } from './spine/note.ts'

/** What a task gets beside its payload. */
export interface JobContext {
  workspace: WorkspaceRef
  /** Ends when the process stops: save where you are and return. */
  signal: AbortSignal
  /** Tells how far the work is; shown to whoever started it. */
  progress(done: number, total: number): Promise<void>
}

/** Work that runs later and may run again from the start after a crash: it must be safe to repeat. */
export interface Task<Payload = never> {
  name: string
  /** Tries in all before the job counts as failed. */
  mostTries?: number
  run(payload: Payload, context: JobContext): Promise<Record<string, unknown> | void>
}

/** Work of the whole installation, by the clock. */
export interface Schedule {
  name: string
  /** Five cron fields, in UTC. */
  cron: string
  run(signal: AbortSignal): Promise<void>
}

export interface EnqueueOptions {
  runAt?: Date
  /** A second job with the same key replaces the one that waits. */
  key?: string
}

export interface Jobs {
  define<Payload>(task: Task<Payload>): void
  schedule(schedule: Schedule): void
  /** Puts work into the queue in the transaction of the write that wants it; answers the job's id. */
  enqueue<Payload>(
    tx: Writer,
    actor: Actor,
    job: { task: Task<Payload>; payload: Payload } & EnqueueOptions,
  ): Promise<string>
  start(): Promise<void>
  stop(): Promise<void>
  isIdle(): boolean
}

interface JobsParts {
  owner: pg.Pool
  noteOne: NoteOne
  presence: Presence
  newId: NewId
  clock: Clock
  log: Log
}

interface Envelope {
  jobId: string
  workspace: WorkspaceRef
  payload: unknown
}

/** The runner's own chatter; what matters is logged here with its job. */
const quiet = new Logger(() => () => {})

const usualTries = 5
const concurrency = 2

const setRunning = statement('job running', `update jobs set state = 'running', updated_at = $2 where id = $1`)
const setProgress = statement('job progress', 'update jobs set done = $2, total = $3, updated_at = $4 where id = $1')
const setDone = statement(
  'job done',
  `update jobs set state = 'done', result = $2, error = null, updated_at = $3 where id = $1`,
)
const setFailed = statement('job failed', 'update jobs set state = $2, error = $3, updated_at = $4 where id = $1')
const setQueue = statement('worker queue', 'update workers set queue_id = $2 where id = $1')
const release = statement(
  'jobs release',
  'select release_jobs(array(select queue_id from workers where id = any($1::uuid[]) and queue_id is not null))',
)

/** Makes the queue's own tables; runs as the owner, once for each version of the library. */
export const migrateJobs = (owner: pg.Pool) => runMigrations({ pgPool: owner })

export function createJobs({ owner, noteOne, presence, newId, clock, log }: JobsParts): Jobs {
  const tasks = new Map<string, Task<unknown>>()
  const schedules: Schedule[] = []
  const stopping = new AbortController()
  let runner: Runner | undefined
  let running = 0
  let supervising: Promise<void> | undefined
  presence.onRelease(async (sql, workerIds) => void (await sql(release, [workerIds])))

  const execute = async (task: Task<unknown>, { jobId, workspace, payload }: Envelope, isLast: boolean) => {
    running++
    try {
      await noteOne(setRunning, [jobId, isoNow(clock)])
      const progress = async (done: number, total: number) =>
        void (await noteOne(setProgress, [jobId, done, total, isoNow(clock)]))
      const result = await task.run(payload, { workspace, signal: stopping.signal, progress })
      await noteOne(setDone, [jobId, JSON.stringify(result ?? {}), isoNow(clock)])
    } catch (error) {
      log.error({ err: error, task: task.name, jobId }, 'job failed')
      const reason = error instanceof Error ? error.message : String(error)
      await noteOne(setFailed, [jobId, isLast ? 'failed' : 'queued', reason.slice(0, 2_000), isoNow(clock)])
      throw error
    } finally {
      running--
    }
  }

  const taskOf =
    (task: Task<unknown>): TaskList[string] =>
    (payload, { job }) =>
      execute(task, payload as Envelope, job.attempts >= job.max_attempts)

  /** The runner gives up when the database stays away; it is begun again until Pulse stops. */
  const supervise = async (taskList: TaskList, crontab: string) => {
    const events = new EventEmitter()
    events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) => {
      noteOne(setQueue, [presence.id, workerPool.id]).catch((error: unknown) =>
        log.warn({ err: error }, 'queue id not kept'),
      )
    })
    while (!stopping.signal.aborted) {
      try {
        runner = await run({
          pgPool: owner,
          concurrency,
          noHandleSignals: true,
          pollInterval: 1_000,
          taskList,
          crontab,
          events,
          logger: quiet,
        })
        if (stopping.signal.aborted) await runner.stop()
        await runner.promise
      } catch (error) {
        log.warn({ err: error }, 'job runner stopped; it begins again')
      }
      await pause(1_000, stopping.signal)
    }
  }

  return {
    define: (task) => void tasks.set(task.name, task as Task<unknown>),
    schedule: (schedule) => void schedules.push(schedule),
    async enqueue(tx, { workspace }, { task, payload, runAt, key }) {
      const id = newId()
      const at = isoNow(clock)
      await tx
        .insertInto('jobs')
        .values({
          id,
          workspace_id: workspace.id,
          task: task.name,
          state: 'queued',
          total: null,
          created_at: at,
          updated_at: at,
        })
        .execute()
      const envelope = JSON.stringify({ jobId: id, workspace, payload } satisfies Envelope)
      await raw`select enqueue_job(${task.name}, ${envelope}::json, ${runAt?.toISOString() ?? null}::timestamptz, ${key ?? null}, ${task.mostTries ?? usualTries})`.execute(
        tx,
      )
      return id
    },
    async start() {
      const due = [...tasks.values()].map((task) => [task.name, taskOf(task)] as const)
      const timed = schedules.map((schedule) => [schedule.name, () => schedule.run(stopping.signal)] as const)
      const crontab = schedules.map(({ name, cron }) => `${cron} ${name}`).join('\n')
      supervising = supervise({ ...Object.fromEntries(due), ...Object.fromEntries(timed) }, crontab)
    },
    async stop() {
      stopping.abort()
      await runner?.stop().catch(() => {})
      await supervising
    },
    isIdle: () => running === 0,
  }
}
