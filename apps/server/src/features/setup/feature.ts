import { setup } from '@pulse/contract'
import type { Feature } from '#kernel/feature'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { makeFirstWorkspace } from './first-workspace.ts'
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
