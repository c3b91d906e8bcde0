import type { jobs } from '@pulse/contract'
import { findJob } from '#features/jobs/index'
import { findUnfinishedSamples, requestSamples } from '#features/samples/index'
import type { WorkspaceName } from '#features/workspaces/index'
import { systemActor } from '#kernel/actor'
import { pause } from '#kernel/clock'
import type { Kernel } from '#kernel/kernel'
import { refuse } from '#kernel/refusal'
import { bar, many, number, print, progressLine } from '../terminal.ts'

const lookMs = 200

/** Fills a workspace, going on with what an earlier call began; answers false when it was interrupted. */
export async function fillWithSamples(kernel: Kernel, workspace: WorkspaceName, size: number): Promise<boolean> {
  const actor = systemActor(workspace, 'Command line')
  const db = kernel.db(workspace.id)
  const begun = await findUnfinishedSamples(db, workspace.id)
  const modules = kernel.registry.modules.map(({ name }) => name)
  const id = begun ?? (await requestSamples(kernel, actor, { modules, size, seed: 1 })).id
  const interrupted = new AbortController()
  // Kept until the end: a launcher passes on what the terminal sent already.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort())
  const line = progressLine()
  const job = await follow(() => findJob(db, actor, id), line.show, interrupted.signal).finally(line.clear)
  if (!job || job.state === 'failed') return refuse(`The records were not made: ${job?.error ?? 'their job is gone.'}`)
  print(`${many(job.done, 'record')}${begun ? ', going on with what was begun' : ''}.`)
  const isDone = job.state === 'done'
  if (!isDone) print(kernel.isServed ? 'The server goes on.' : 'Stopped; the same command goes on.')
  return isDone
}

/** Looks at a job until it is over or the person has seen enough. */
async function follow(
  read: () => Promise<jobs.Job | undefined>,
  show: (text: string) => void,
  signal: AbortSignal,
): Promise<jobs.Job | undefined> {
  const begun = performance.now()
  let before: number | undefined
  for (;;) {
    const job = await read()
    if (!job || signal.aborted || job.state === 'done' || job.state === 'failed') return job
    before ??= job.done
    const perSecond = ((job.done - before) / (performance.now() - begun)) * 1_000
    if (job.total)
      show(`${bar(job.done / job.total)}  ${number(job.done)} of ${number(job.total)} records, ${number(perSecond)}/s`)
    await pause(lookMs, signal)
  }
}
