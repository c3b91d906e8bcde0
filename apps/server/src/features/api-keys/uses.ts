import type { Actor } from '#kernel/actor'
import { isoNow } from '#kernel/clock'
import type { Kernel } from '#kernel/kernel'
import { addUses } from './queries.ts'

const flushMs = 5_000

/** Counts uses of keys in memory and writes them down together: a row for each key and day, not for each request. */
export interface Uses {
  /** Adds uses; none only says that the key is still in use. */
  count(actor: Actor, times: number): void
  start(): void
  stop(): Promise<void>
}

interface Use {
  workspaceId: string
  count: number
  at: string
}

export function createUses({ clock, noteOne, log }: Kernel): Uses {
  let uses = new Map<string, Use>()
  let timer: NodeJS.Timeout | undefined

  const flush = async () => {
    if (uses.size === 0) return
    const batch = [...uses]
    uses = new Map()
    const values = batch.map(([, use]) => use)
    await noteOne(addUses, [
      batch.map(([id]) => id),
      values.map(({ workspaceId }) => workspaceId),
      values.map(({ at }) => at.slice(0, 10)),
      values.map(({ count }) => count),
      values.map(({ at }) => at),
    ]).catch((error: unknown) => log.warn({ err: error }, 'uses of API keys not counted'))
  }
  return {
    count: ({ id, workspace }, times) => {
      const count = (uses.get(id)?.count ?? 0) + times
      uses.set(id, { workspaceId: workspace.id, count, at: isoNow(clock) })
    },
    start: () => {
      timer = setInterval(() => void flush(), flushMs)
    },
    stop: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}
