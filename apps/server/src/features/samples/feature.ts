import { didYouMean, samples } from '@pulse/contract'
import type { Feature } from '#kernel/feature'
import { fail } from '#kernel/problem'
import type { Registry } from '#kernel/registry'
import { fillTask } from './fill.ts'
import { requestSamples } from './request.ts'

export const samplesFeature: Feature = {
  name: 'samples',
  install(kernel) {
    kernel.jobs.define(fillTask(kernel))
    kernel.serve(
      samples.fillWithSamples,
      ({ actor, body: { size, seed, modules = kernel.registry.modules.map(({ name }) => name) } }) => {
        refuseUnknown(kernel.registry, modules)
        return requestSamples(kernel, actor, { modules, size, seed })
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
