import { statement } from '#kernel/db/statement'
import type { Kernel } from '#kernel/kernel'

const isStray = `worker_id is not null
  and (worker_id = $1 or not exists (select from workers where workers.id = due_deliveries.worker_id))`

// No index leads by worker: each delivery would pay for it, and this looks seldom.
const leased = statement('due leased', `select id from due_deliveries where ${isStray}`)
const free = statement(
  'due free',
  `update due_deliveries set worker_id = null where id = any($2::uuid[]) and ${isStray}`,
)

const lookMs = 2_000

/**
 * Frees rows leased to this process, or to one nobody knows, that nobody has in memory: the acknowledgement of their
 * commit was lost, their outcome could not be stored, their process was taken for dead while it wrote them.
 */
export function createStrays({ noteOne, presence }: Pick<Kernel, 'noteOne' | 'presence'>, inHand: ReadonlySet<string>) {
  let suspects: ReadonlySet<string> = new Set()
  let nextLook = 0

  return async (): Promise<void> => {
    const begun = performance.now()
    if (begun < nextLook) return
    try {
      const rows = await noteOne<{ id: string }>(leased, [presence.id])
      const strays = rows.map(({ id }) => id).filter((id) => !inHand.has(id))
      // Only what is seen twice: rows committed just now may still be on their way into memory.
      const lost = strays.filter((id) => suspects.has(id))
      suspects = new Set(strays)
      if (lost.length > 0) await noteOne(free, [presence.id, lost])
    } finally {
      const ended = performance.now()
      nextLook = ended + Math.max(lookMs, (ended - begun) * 20)
    }
  }
}
