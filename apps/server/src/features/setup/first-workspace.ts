import { scopes } from '@pulse/contract'
import { systemActor } from '#kernel/actor'
import { isoNow } from '#kernel/clock'
import type { Writer } from '#kernel/db/kysely'
import type { Kernel } from '#kernel/kernel'
import { makeKey } from '#features/api-keys/index'
import { insertWorkspace } from '#features/workspaces/index'

/** Makes a workspace with a key that may do everything, which is shown this once; `allow` may refuse in the same transaction. */
export async function makeFirstWorkspace(
  kernel: Kernel,
  name: string,
  allow: (tx: Writer) => Promise<void> = async () => {},
) {
  const { clock, newId, registry, write } = kernel
  const workspace = { id: newId(), name, timeZone: 'UTC', retentionDays: 90 as const, createdAt: isoNow(clock) }
  const actor = systemActor(
    { id: workspace.id, retention: workspace.retentionDays, timeZone: workspace.timeZone },
    'Setup',
  )
  return write(actor, async (tx, emit) => {
    await allow(tx)
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
