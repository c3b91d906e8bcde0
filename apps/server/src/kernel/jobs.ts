import { EventEmitter } from 'node:events'
import { Logger, run, runMigrations, type Runner, type TaskList } from 'graphile-worker'
import { sql as raw } from 'kysely'
import type pg from 'pg'
import type { Actor, WorkspaceRef } from './actor.ts'
import { isoNow, pause, type Clock } from './clock.ts'
import type { Writer } from './db/kysely.ts'
import { statement } from './db/statement.ts'
import type { NewId } from './id.ts'
import { createJobState, releaseJobs, type JobState } from './job-state.ts'
import type { Log } from './log.ts'
import type { Presence } from './presence.ts'
import type { NoteOne } from './spine/note.ts'

/** What a task gets beside its payload. */
export interface JobContext {
  workspace: WorkspaceRef
  /** How far an earlier try of the same job came. */
  done: number
  /** Ends when the process stops: tell the progress and return or throw; the rest is done after the next start. */
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

export interface EnqueueOptions<Payload> {
  task: Task<Payload>
  payload: Payload
  runAt?: Date
  /** A second job with the same key replaces the one that waits. */
  key?: string
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

const setQueue = statement('worker queue', 'update workers set queue_id = $2 where id = $1')

/** Makes the queue's own tables; runs as the owner, once for each version of the library. */
export const migrateJobs = (owner: pg.Pool) => runMigrations({ pgPool: owner })

/** The one queue of work that runs later or by the clock, on graphile-worker. */
export class Jobs {
  readonly #parts: JobsParts
  readonly #state: JobState
  readonly #tasks = new Map<string, Task<unknown>>()
  readonly #schedules: Schedule[] = []
  readonly #stopping = new AbortController()
  #runner: Runner | undefined
  #supervising: Promise<void> | undefined
  #queueId: string | undefined
  #running = 0

  constructor(parts: JobsParts) {
    this.#parts = parts
    this.#state = createJobState(parts)
    parts.presence.onRelease(releaseJobs)
    // Whoever took this process for dead forgot its queue with it.
    parts.presence.onLapse(() => this.#keepQueueId())
  }

  define<Payload>(task: Task<Payload>): void {
    this.#tasks.set(task.name, task)
  }

  schedule(schedule: Schedule): void {
    this.#schedules.push(schedule)
  }

  /** Puts work into the queue in the transaction of the write that wants it; answers the job's id. */
  async enqueue<Payload>(tx: Writer, { workspace }: Actor, options: EnqueueOptions<Payload>): Promise<string> {
    const { task, payload, runAt, key = null } = options
    const id = this.#parts.newId()
    const at = isoNow(this.#parts.clock)
    const envelope = JSON.stringify({ jobId: id, workspace, payload } satisfies Envelope)
    const queued = {
      envelope,
      run_at: runAt?.toISOString() ?? null,
      job_key: key,
      most_tries: task.mostTries ?? usualTries,
    }
    const row = { id, workspace_id: workspace.id, task: task.name, total: null, created_at: at, updated_at: at }
    await tx
      .insertInto('jobs')
      .values({ ...row, ...queued, state: 'queued' })
      .execute()
    await raw`select enqueue_job(task, envelope, run_at, job_key, most_tries) from jobs where id = ${id} and workspace_id = ${workspace.id}`.execute(
      tx,
    )
    return id
  }

  /** Runs what the clock runs, now. */
  async runSchedules(): Promise<void> {
    for (const schedule of this.#schedules) await schedule.run(this.#stopping.signal)
  }

  start(): void {
    const tasks = [...this.#tasks.values()].map((task) => [task.name, this.#taskOf(task)] as const)
    const timed = this.#schedules.map((one) => [one.name, () => one.run(this.#stopping.signal)] as const)
    const crontab = this.#schedules.map(({ name, cron }) => `${cron} ${name}`).join('\n')
    this.#supervising = this.#supervise({ ...Object.fromEntries(tasks), ...Object.fromEntries(timed) }, crontab)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#runner?.stop().catch(() => {})
    await this.#supervising
  }

  get isIdle(): boolean {
    return this.#running === 0
  }

  /** The runner gives up when the database stays away; it is begun again until Pulse stops. */
  async #supervise(taskList: TaskList, crontab: string): Promise<void> {
    const { owner, log } = this.#parts
    const events = new EventEmitter()
    events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) => {
      this.#queueId = workerPool.id
      this.#keepQueueId()
    })
    const { signal } = this.#stopping
    const options = { pgPool: owner, concurrency, noHandleSignals: true, pollInterval: 1_000, logger: quiet }
    while (!signal.aborted) {
      try {
        this.#runner = await run({ ...options, taskList, crontab, events })
        if (signal.aborted) await this.#runner.stop()
        await this.#runner.promise
      } catch (error) {
        log.warn({ err: error }, 'job runner stopped; it begins again')
      }
      await pause(1_000, signal)
    }
  }

  /** Others free the jobs of this process by it, should this process die. */
  #keepQueueId(): void {
    const { noteOne, presence, log } = this.#parts
    noteOne(setQueue, [presence.id, this.#queueId]).catch((error: unknown) =>
      log.warn({ err: error }, 'queue id not kept'),
    )
  }

  #taskOf(task: Task<unknown>): TaskList[string] {
    return (payload, { job }) => this.#execute(task, payload as Envelope, job.max_attempts - job.attempts)
  }

  async #execute(task: Task<unknown>, { jobId, workspace, payload }: Envelope, triesLeft: number): Promise<void> {
    const { signal } = this.#stopping
    const stopped = () => this.#state.putBack(jobId, triesLeft + 1)
    this.#running++
    try {
      const done = await this.#state.begin(jobId, triesLeft)
      const progress = (now: number, total: number) => this.#state.progress(jobId, now, total)
      const result = await task.run(payload, { workspace, done, signal, progress })
      if (signal.aborted) return await stopped()
      await this.#state.finish(jobId, result ?? {})
    } catch (error) {
      if (signal.aborted) return await stopped()
      this.#parts.log.error({ err: error, task: task.name, jobId }, 'job failed')
      await this.#state.fail(jobId, error, triesLeft)
      throw error
    } finally {
      this.#running--
    }
  }
}
