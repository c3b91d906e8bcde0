import { modules, ObjectType } from '@pulse/contract'
import { fillSlotsTask } from '#features/records/index'
import type { Feature } from '#kernel/feature'
import { installNewTypes } from './install.ts'

export const modulesFeature: Feature = {
  name: 'modules',
  install(kernel) {
    const { types } = kernel
    const fillSlots = fillSlotsTask(kernel)
    kernel.jobs.define(fillSlots)
    const infos = kernel.registry.modules.map(({ name, label, description, types: own, shares = [] }) => ({
      name,
      label,
      description,
      types: [...own.map((type) => type.name), ...shares],
    }))
    kernel.serve(modules.listModules, () => infos)
    kernel.serve(modules.listTypes, async ({ actor, db }) =>
      (await types.list(db, actor)).map(({ type }) => ObjectType.parse(type)),
    )
    kernel.serve(modules.readType, async ({ actor, db, params }) =>
      ObjectType.parse((await types.ofName(db, actor, params.name)).type),
    )
    return { start: () => installNewTypes(kernel, fillSlots) }
  },
}
