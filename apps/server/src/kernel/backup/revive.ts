import type pg from 'pg'

export interface Revived {
  /** Unfinished jobs that run again. */
  jobs: number
  /** Unfinished jobs of a version that did not keep what they were to do. */
  lostJobs: number
}

const lost = 'Restored from a backup of a version that did not keep what this job was to do; start it again.'

/** Adapts restored rows to their new place, where the processes and the queue of the old one are gone. */
export async function revive(client: pg.ClientBase): Promise<Revived> {
  // No cluster has this identifier, so the next start begins a new epoch: transaction ids mean nothing across a restore.
  await client.query('update cluster set system_identifier = 0')
  await client.query('set local role pulse_engine')
  // What the old processes had leased is given free by the first heartbeat that finds them dead.
  await client.query(`update workers set heartbeat_at = '-infinity', queue_id = null`)
  const failed = await client.query(
    `update jobs set state = 'failed', error = $1 where state in ('queued', 'running') and envelope is null`,
    [lost],
  )
  await client.query(`update jobs set state = 'queued', worker_id = null where state = 'running'`)
  const queued = await client.query(
    `select enqueue_job(task, envelope, run_at, job_key, most_tries)
     from (select * from jobs where state = 'queued' order by created_at, id) waiting`,
  )
  await client.query('reset role')
  return { jobs: queued.rowCount ?? 0, lostJobs: failed.rowCount ?? 0 }
}
