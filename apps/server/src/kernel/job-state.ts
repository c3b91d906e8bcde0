import { isoNow, type Clock } from './clock.ts'
import { statement, type Sql } from './db/statement.ts'
import type { Presence } from './presence.ts'
import type { NoteOne } from './spine/note.ts'

const setRunning = statement(
  'job running',
  `update jobs set state = 'running', worker_id = $2, tries_left = $3, updated_at = $4 where id = $1 returning done`,
)
const setProgress = statement('job progress', 'update jobs set done = $2, total = $3, updated_at = $4 where id = $1')
const setDone = statement(
  'job done',
  `update jobs set state = 'done', result = $2, error = null, envelope = null, worker_id = null, updated_at = $3 where id = $1`,
)
const setFailed = statement(
  'job failed',
  `update jobs set state = $2, error = $3, envelope = case when $2 = 'failed' then null else envelope end, worker_id = null,
     updated_at = $4 where id = $1`,
)
const putBack = statement(
  'job put back',
  `with stopped as (
     update jobs set state = 'queued', worker_id = null, updated_at = $3 where id = $1 and worker_id = $2 returning task, envelope
   ) select enqueue_job(task, envelope, null, null, $4) from stopped`,
)
const release = statement(
  'jobs release',
  'select release_jobs(array(select queue_id from workers where id = any($1::uuid[]) and queue_id is not null))',
)
const setLeft = statement(
  'jobs left',
  `update jobs set worker_id = null,
     state = case when tries_left > 0 then 'queued' else 'failed' end,
     error = case when tries_left > 0 then error else 'The process died while it made the last try.' end,
     envelope = case when tries_left > 0 then envelope end
   where worker_id = any($1::uuid[]) and state = 'running'`,
)

interface JobStateParts {
  noteOne: NoteOne
  presence: Presence
  clock: Clock
}

/** What people see of a job while it runs and when it ends. */
export interface JobState {
  /** Answers how far an earlier try came. */
  begin(jobId: string, triesLeft: number): Promise<number>
  progress(jobId: string, done: number, total: number): Promise<void>
  finish(jobId: string, result: Record<string, unknown>): Promise<void>
  fail(jobId: string, error: unknown, triesLeft: number): Promise<void>
  /** A stop is no failure: the job goes on at the next start, with the tries it had. */
  putBack(jobId: string, tries: number): Promise<void>
}

/** Jobs of dead processes go back into the queue, or fail when their last try died with the process. */
export async function releaseJobs(sql: Sql, workerIds: readonly string[]): Promise<void> {
  await sql(release, [workerIds])
  await sql(setLeft, [workerIds])
}

export function createJobState({ noteOne, presence, clock }: JobStateParts): JobState {
  return {
    begin: async (jobId, triesLeft) => {
      const [row] = await noteOne<{ done: number }>(setRunning, [jobId, presence.id, triesLeft, isoNow(clock)])
      return row?.done ?? 0
    },
    progress: async (jobId, done, total) => void (await noteOne(setProgress, [jobId, done, total, isoNow(clock)])),
    finish: async (jobId, result) => void (await noteOne(setDone, [jobId, JSON.stringify(result), isoNow(clock)])),
    fail: async (jobId, error, triesLeft) => {
      const reason = error instanceof Error ? error.message : String(error)
      const state = triesLeft > 0 ? 'queued' : 'failed'
      await noteOne(setFailed, [jobId, state, reason.slice(0, 2_000), isoNow(clock)])
    },
    putBack: async (jobId, tries) => void (await noteOne(putBack, [jobId, presence.id, isoNow(clock), tries])),
  }
}
