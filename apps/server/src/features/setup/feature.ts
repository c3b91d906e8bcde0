import { scopes, setup } from '@pulse/contract'
import { systemActor } from '#kernel/actor'
import { isoNow } from '#kernel/clock'
import type { Feature } from '#kernel/feature'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { makeKey } from '#features/api-keys/index'
import { insertWorkspace } from '#features/workspaces/index'
import { makeSetupToken, useSetupToken } from './link.ts'

export const setupFeature: Feature = {
  name: 'setup',
  install(kernel) {
    kernel.serve(setup.completeSetup, async ({ body }) => {
      if (!(await useSetupToken(kernel, body.token))) fail('setup.token_invalid')
      return makeFirstWorkspace(kernel, body.workspaceName)
    })
    return { listening: () => showLink(kernel) }
  },
}

/** Tells whoever reads the log how to get in, while nobody is in yet. */
async function showLink(kernel: Kernel): Promise<void> {
  const token = await makeSetupToken(kernel)
  if (!token) return
  kernel.log.info(`First start: open ${kernel.address()}/setup#${token} to create the first key (this link works once)`)
}

async function makeFirstWorkspace(kernel: Kernel, name: string) {
  const { clock, newId, registry, write } = kernel
  const workspace = { id: newId(), name, timeZone: 'UTC', retentionDays: 90 as const, createdAt: isoNow(clock) }
  const actor = systemActor(
    { id: workspace.id, retention: workspace.retentionDays, timeZone: workspace.timeZone },
    'Setup',
  )
  return write(actor, async (tx, emit) => {
    await insertWorkspace(tx, workspace, registry)
    emit('workspace.created', workspace)
    const key = await makeKey(
      kernel,
      { tx, emit, workspaceId: workspace.id },
      { name: 'First key', scopes: [...scopes] },
    )
    return { workspace, key }
  })
}
