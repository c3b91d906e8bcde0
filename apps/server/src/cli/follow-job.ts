import type { jobs } from '@pulse/contract'
import { findJob } from '#features/jobs/index'
import type { Actor } from '#kernel/actor'
import { pause } from '#kernel/clock'
import type { Kernel } from '#kernel/kernel'
import { bar, number, progressLine } from './terminal.ts'

const lookMs = 200

/** Shows how far a job is until it is over or the person has seen enough; answers how it then stands. */
export async function followJob(
  kernel: Kernel,
  actor: Actor,
  { id, unit }: { id: string; unit: string },
): Promise<jobs.Job | undefined> {
  const interrupted = new AbortController()
  // Kept until the end: a launcher passes on what the terminal sent already.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort())
  const line = progressLine()
  const db = kernel.db(actor.workspace.id)
  const begun = performance.now()
  let before: number | undefined
  try {
    for (;;) {
      const job = await findJob(db, actor, id)
      if (!job || interrupted.signal.aborted || job.state === 'done' || job.state === 'failed') return job
      before ??= job.done
      const perSecond = ((job.done - before) / (performance.now() - begun)) * 1_000
      if (job.total)
        line.show(
          `${bar(job.done / job.total)}  ${number(job.done)} of ${number(job.total)} ${unit}, ${number(perSecond)}/s`,
        )
      await pause(lookMs, interrupted.signal)
    }
  } finally {
    line.clear()
  }
}
