import type { Actor } from '#kernel/actor'
import type { Kernel } from '#kernel/kernel'
import type { Sender, TargetKey } from './sender.ts'
import { readTargets, type Target, type TargetRow } from './target.ts'

/** Webhooks changed by other processes are noticed after this long. */
const lookMs = 1_000

/** Keeps what waits in memory true to its webhook: a URL, a secret or an end counts for what was owed before it, too. */
export interface Refresh {
  /** Answers a change of one webhook when nothing more is sent by what it was before. */
  after<Result>(actor: Actor, id: string, change: Promise<Result>): Promise<Result>
  /** Everything that waits, once a second. */
  all(): Promise<void>
}

export function createRefresh(
  { noteOne, log }: Pick<Kernel, 'noteOne' | 'log'>,
  sender: Sender,
  open: (row: TargetRow) => Target,
): Refresh {
  let nextLook = 0
  const refresh = async (keys: readonly TargetKey[]) => {
    if (keys.length === 0) return
    const ids = [keys.map(({ workspaceId }) => workspaceId), keys.map(({ id }) => id)]
    const rows = await noteOne<TargetRow>(readTargets, ids)
    const targets = new Map(rows.map((row) => [`${row.workspace_id} ${row.id}`, open(row)]))
    for (const key of keys) sender.retarget(key, targets.get(`${key.workspaceId} ${key.id}`))
  }
  return {
    after: async ({ workspace }, id, change) => {
      const result = await change
      // The change is committed whatever happens here, and looked after again within a second.
      await refresh([{ workspaceId: workspace.id, id }]).catch((error: unknown) =>
        log.warn({ err: error }, 'a changed webhook was not read again'),
      )
      return result
    },
    all: async () => {
      if (performance.now() < nextLook) return
      nextLook = performance.now() + lookMs
      await refresh(sender.waitingFor)
    },
  }
}
