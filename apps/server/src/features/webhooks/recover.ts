import { isoNow, pause } from '#kernel/clock'
import { isUnavailable } from '#kernel/db/errors'
import { statement } from '#kernel/db/statement'
import type { Kernel } from '#kernel/kernel'
import { claimOwed, mostHeldDays, mostPerLane, nothing } from './claim.ts'
import type { Refresh } from './refresh.ts'
import type { Results } from './results.ts'
import type { Owed, Sender, Try } from './sender.ts'
import { createStrays } from './strays.ts'
import type { Target, TargetRow } from './target.ts'

const release = statement('due release', 'update due_deliveries set worker_id = null where worker_id = any($1::uuid[])')

const lookMs = 200

/** Claims retries whose time has come and what dead processes left behind. */
export interface Recovery {
  start(): void
  stop(): Promise<void>
}

interface RecoveryParts {
  sender: Sender
  results: Results
  inHand: Set<string>
  refresh: Refresh
  open: (row: TargetRow) => Target
}

export function createRecovery(kernel: Kernel, { sender, results, inHand, refresh, open }: RecoveryParts): Recovery {
  const { presence, clock, log } = kernel
  const stopping = new AbortController()
  const freeStrays = createStrays(kernel, inHand)
  let running: Promise<void> | undefined
  presence.onRelease(async (sql, workerIds) => void (await sql(release, [workerIds])))
  presence.onLapse(() => sender.clear())

  const run = async () => {
    while (!stopping.signal.aborted) {
      let found = 0
      try {
        const { owed, expired } = sender.isDraining ? nothing : await claimOwed(kernel, sender, open)
        found = owed.length
        sender.take(owed)
        for (const one of expired) {
          inHand.add(one.id)
          results.add(asExpired(one, isoNow(clock)))
        }
        await refresh.all()
        await freeStrays()
      } catch (error) {
        if (!isUnavailable(error)) log.error({ err: error }, 'claiming deliveries failed')
      }
      if (found < mostPerLane) await pause(lookMs, stopping.signal)
    }
  }
  return {
    start: () => {
      running = run()
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

const asExpired = (owed: Owed, at: string): Try => {
  const reason = `Not sent: the webhook was switched off and it is more than ${mostHeldDays} days old.`
  return { owed, at, outcome: { answered: false, reason, durationMs: 0 }, isFinal: true }
}
