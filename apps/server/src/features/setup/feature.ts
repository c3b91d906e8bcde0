import { setup } from '@pulse/contract'
import type { Feature } from '#kernel/feature'
import type { Kernel } from '#kernel/kernel'
import { makeFirstWorkspace } from './first-workspace.ts'
import { makeSetupToken, useSetupToken } from './link.ts'

export const setupFeature: Feature = {
  name: 'setup',
  install(kernel) {
    kernel.serve(setup.completeSetup, ({ body }) =>
      makeFirstWorkspace(kernel, body.workspaceName, (tx) => useSetupToken(tx, body.token)),
    )
    return { listening: () => showLink(kernel) }
  },
}

/** Tells whoever reads the log how to get in, while nobody is in yet. */
async function showLink(kernel: Kernel): Promise<void> {
  const token = await makeSetupToken(kernel)
  if (!token) return
  kernel.log.info(`First start: open ${kernel.address()}/setup#${token} to create the first key (this link works once)`)
}
