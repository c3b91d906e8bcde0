import { draftRecords, insertion } from '#features/records/index'
import type { WorkspaceType } from '#kernel/types'
import { systemActor, type Actor } from '#kernel/actor'
import type { Task } from '#kernel/jobs'
import type { Kernel } from '#kernel/kernel'
import { ProblemError } from '#kernel/problem'
import { createGenerator, planSamples, type Sample } from './generator.ts'

export interface FillPayload {
  modules: string[]
  size: number
  seed: number
  /** The moment the year ends, so that a second try makes the same records. */
  endMs: number
}

const batchSize = 250

/** Fills a workspace batch by batch; after a crash it goes on with the batch it was at. */
export function fillTask(kernel: Kernel): Task<FillPayload> {
  const { types } = kernel
  return {
    name: 'sample-data',
    async run({ modules, size, seed, endMs }, { workspace, done, signal, progress }) {
      const actor = systemActor(workspace, 'Sample data')
      const chosen = kernel.registry.modules
        .filter(({ name }) => modules.includes(name))
        .flatMap((module) => module.types)
      const plan = planSamples(chosen, size)
      const generate = createGenerator(plan, { seed, endMs })
      let begun = 0
      for (const { type, count } of plan.counts) {
        const workspaceType = await types.ofName(kernel.db(workspace.id), actor, type.name)
        for (let first = 0; first < count; first += batchSize) {
          const length = Math.min(batchSize, count - first)
          begun += length
          if (begun <= done) continue
          if (signal.aborted) throw new Error('Stopped; the next start goes on.')
          await writeBatch(
            kernel,
            { actor, type: workspaceType },
            Array.from({ length }, (_, offset) => generate(type, first + offset)),
          )
          await progress(begun, plan.total)
        }
      }
      return { records: plan.total }
    },
  }
}

async function writeBatch(
  { append, newId }: Kernel,
  { actor, type }: { actor: Actor; type: WorkspaceType },
  samples: readonly Sample[],
): Promise<void> {
  const drafts = samples.map(({ data, timeMs }) => {
    const [draft] = draftRecords(type, [{ path: '', body: data }], { newId, at: new Date(timeMs).toISOString() })
    if (!draft) throw new Error('A sample does not fit its type.')
    return draft
  })
  try {
    await append(actor, insertion(actor, type, drafts, null))
  } catch (error) {
    // Written by a try that ended before it could say so: a batch is there as a whole or not at all.
    if (!(error instanceof ProblemError && error.issues?.some(({ path }) => path === 'id'))) throw error
  }
}
