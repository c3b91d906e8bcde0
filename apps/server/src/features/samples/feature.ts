import { didYouMean, samples } from '@pulse/contract'
import { findJob } from '#features/jobs/index'
import type { Reader } from '#kernel/db/kysely'
import type { Feature } from '#kernel/feature'
import { fail } from '#kernel/problem'
import type { Registry } from '#kernel/registry'
import { fillTask } from './fill.ts'

export const samplesFeature: Feature = {
  name: 'samples',
  install(kernel) {
    const task = fillTask(kernel)
    kernel.jobs.define(task)
    kernel.serve(
      samples.fillWithSamples,
      ({ actor, body: { size, seed, modules = kernel.registry.modules.map(({ name }) => name) } }) => {
        refuseUnknown(kernel.registry, modules)
        return kernel.write(actor, async (tx, emit) => {
          const payload = { modules, size, seed, endMs: kernel.clock.now() }
          const jobId = await kernel.jobs.enqueue(tx, actor, { task, payload })
          emit('sample_data.requested', { jobId, size, modules, seed })
          return (await findJob(tx as unknown as Reader, actor, jobId)) ?? fail('job.not_found')
        })
      },
    )
  },
}

function refuseUnknown({ modules }: Registry, wanted: readonly string[]): void {
  const names = modules.map(({ name }) => name)
  const issues = wanted.flatMap((name, index) =>
    names.includes(name)
      ? []
      : [{ path: `modules.${index}`, message: `There is no module "${name}".${didYouMean(name, names)}` }],
  )
  if (issues.length > 0) fail('module.unknown', { issues })
}
