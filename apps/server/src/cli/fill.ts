import { findUnfinishedSamples, requestSamples } from '#features/samples/index'
import type { WorkspaceName } from '#features/workspaces/index'
import { systemActor } from '#kernel/actor'
import type { Kernel } from '#kernel/kernel'
import { refuse } from '#kernel/refusal'
import { followJob } from './follow-job.ts'
import { many, print } from './terminal.ts'

/** Fills a workspace, going on with what an earlier call began; answers false when it was interrupted. */
export async function fillWithSamples(kernel: Kernel, workspace: WorkspaceName, size: number): Promise<boolean> {
  const actor = systemActor(workspace, 'Command line')
  const db = kernel.db(workspace.id)
  const begun = await findUnfinishedSamples(db, workspace.id)
  const modules = kernel.registry.modules.map(({ name }) => name)
  const id = begun ?? (await requestSamples(kernel, actor, { modules, size, seed: 1 })).id
  const job = await followJob(kernel, actor, { id, unit: 'records' })
  if (!job || job.state === 'failed') return refuse(`The records were not made: ${job?.error ?? 'their job is gone.'}`)
  print(`${many(job.done, 'record')}${begun ? ', going on with what was begun' : ''}.`)
  const isDone = job.state === 'done'
  if (!isDone) print(kernel.isServed ? 'The server goes on.' : 'Stopped; the same command goes on.')
  return isDone
}
