import type { jobs } from '@pulse/contract'
import { findJob } from '#features/jobs/index'
import type { Actor } from '#kernel/actor'
import type { Reader } from '#kernel/db/kysely'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { fillTask, type FillPayload } from './fill.ts'

/** Asks for sample records; the job that makes them may run in any process. */
export function requestSamples(
  kernel: Kernel,
  actor: Actor,
  { modules, size, seed }: Omit<FillPayload, 'endMs'>,
): Promise<jobs.Job> {
  return kernel.write(actor, async (tx, emit) => {
    const payload = { modules, size, seed, endMs: kernel.clock.now() }
    const jobId = await kernel.jobs.enqueue(tx, actor, { task: fillTask(kernel), payload })
    emit('sample_data.requested', { jobId, size, modules, seed })
    return (await findJob(tx as unknown as Reader, actor, jobId)) ?? fail('job.not_found')
  })
}
