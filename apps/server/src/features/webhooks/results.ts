import { timeOfId } from '@pulse/contract'
import { pause } from '#kernel/clock'
import { isRetriable, isUnavailable, lacksPartition } from '#kernel/db/errors'
import { makePartitions } from '#kernel/db/partitions'
import type { Kernel } from '#kernel/kernel'
import { giveBack, recordOutcomes } from './record-outcomes.ts'
import type { Try } from './sender.ts'
import { verdictOf, type Verdict } from './verdict.ts'

/** A try with what it means for its delivery. */
export interface Result {
  done: Try
  verdict: Verdict
}

const mostInBatch = 1_000
const retryMs = 500

type ResultsParts = Pick<Kernel, 'note' | 'asOwner' | 'presence' | 'clock' | 'log' | 'metrics'>

/** Records outcomes in batches: what ends while one batch commits makes the next. */
export class Results {
  readonly #parts: ResultsParts
  readonly #inHand: Set<string>
  readonly #waiting: Result[] = []
  #writing: Promise<void> | undefined
  #isStopping = false

  constructor(parts: ResultsParts, inHand: Set<string>) {
    this.#parts = parts
    this.#inHand = inHand
  }

  add(done: Try): void {
    this.#waiting.push({ done, verdict: verdictOf(done, this.#parts.clock.now()) })
    // Outcomes of the same turn of the event loop share the first batch.
    this.#writing ??= new Promise((resolve) => setImmediate(() => resolve(this.#write())))
  }

  get isIdle(): boolean {
    return this.#writing === undefined
  }

  /** Resolves when everything is recorded, or the database was away for so long that it has to be left to others. */
  async stop(): Promise<void> {
    this.#isStopping = true
    while (this.#writing) await this.#writing
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, mostInBatch)
      await this.#persist(batch)
      for (const { done, verdict } of batch) {
        this.#parts.metrics.attempts.inc({ outcome: verdict.kind })
        this.#inHand.delete(done.owed.id)
        done.owed.onDone?.(done)
      }
    }
    this.#writing = undefined
  }

  /** The outcome is known and must not be lost to a database that is away or cannot write: who took the row over meanwhile wins. */
  async #persist(batch: readonly Result[]): Promise<void> {
    const { note, presence } = this.#parts
    for (let tries = 1; ; tries++) {
      try {
        return await note((sql) => recordOutcomes(sql, presence.id, batch))
      } catch (error) {
        if (lacksPartition(error) && tries === 1) await this.#makePartitions(batch)
        else if (isUnavailable(error) || isRetriable(error)) await pause(retryMs)
        else return this.#persistApart(batch, error)
        if (this.#isStopping && !presence.holdsLeases()) return
      }
    }
  }

  /** A delivery is kept under the day it was made, which may be longer ago than its class is kept. */
  async #makePartitions(batch: readonly Result[]): Promise<void> {
    const { asOwner, log } = this.#parts
    const times = batch.map(({ done }) => timeOfId(done.owed.id))
    await asOwner((client) => makePartitions(client, times)).catch((error: unknown) =>
      log.error({ err: error }, 'partitions of old deliveries not made'),
    )
  }

  /** One outcome that cannot be stored must not keep the others, nor its own delivery, from going on. */
  async #persistApart(batch: readonly Result[], error: unknown): Promise<void> {
    const { log, note, presence } = this.#parts
    log.error({ err: error, tries: batch.length }, 'outcomes not recorded')
    if (batch.length > 1) for (const one of batch) await this.#persist([one])
    else await note((sql) => giveBack(sql, presence.id, batch)).catch(() => {})
  }
}
