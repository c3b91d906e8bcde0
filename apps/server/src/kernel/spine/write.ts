import type { Actor } from '../actor.ts'
import { pause } from '../clock.ts'
import { isRetriable, lacksPartition } from '../db/errors.ts'
import type { Database, Writer } from '../db/kysely.ts'
import { ProblemError } from '../problem.ts'
import type { Emit, EventDraft } from './event.ts'
import { eventRow } from './event.ts'
import type { NewId } from '../id.ts'
import type { Repeats } from './repeats.ts'

/** The door to a write: rows and the events that tell of them commit together. May run the work again on a conflict, so it touches nothing but `tx`. */
export type Write = <Result>(actor: Actor, work: Work<Result>) => Promise<Result>
type Work<Result> = (tx: Writer, emit: Emit) => Promise<Result | Unchanged<Result>>

/** What a write returns that found nothing to change: it tells of nothing, its answer counts all the same. */
export class Unchanged<Result> {
  readonly #result: Result

  constructor(result: Result) {
    this.#result = result
  }

  get result(): Result {
    return this.#result
  }
}

export interface WriteParts {
  scoped: (workspaceId: string) => Database
  newId: NewId
  epoch: () => number
  repeats: Repeats
  /** Called after the commit, with the workspaces whose consumers have something to do. */
  wake: (workspaceIds: readonly string[]) => void
  /** Makes the partition of the present when it is missing. */
  makePartition: () => Promise<void>
}

const mostTries = 5

/** Thrown inside a transaction that took its id before a row's last writer did: run again, its events come in order. */
export class OrderInverted extends Error {
  override name = 'OrderInverted'
}

export function createWrite(parts: WriteParts): Write {
  const once = <Result>(actor: Actor, work: Work<Result>): Promise<Result> =>
    parts
      .scoped(actor.workspace.id)
      .transaction()
      .execute(async (tx) => {
        const drafts: EventDraft[] = []
        await parts.repeats.claim(tx, actor)
        const emit: Emit = (type, data, about) => {
          const id = parts.newId()
          drafts.push({ id, type, data, ...about })
          return id
        }
        const outcome = await work(tx, emit)
        const isUnchanged = outcome instanceof Unchanged
        if (isUnchanged !== (drafts.length === 0)) throw new Error('A write must emit the event that tells of it.')
        const source = { newId: parts.newId, epoch: parts.epoch() }
        const rows = drafts.map((draft) => eventRow(actor, draft, source))
        if (!isUnchanged) await tx.insertInto('events').values(rows).execute()
        const result = isUnchanged ? outcome.result : outcome
        await parts.repeats.store(tx, actor, result)
        return result
      })

  return async (actor, work) => {
    for (let tries = 1; ; tries++) {
      try {
        const result = await once(actor, work)
        parts.wake([actor.workspace.id])
        return result
      } catch (error) {
        if (tries >= mostTries || error instanceof ProblemError) throw error
        if (lacksPartition(error)) await parts.makePartition()
        else if (isRetriable(error) || error instanceof OrderInverted) await pause(tries * 5)
        else throw error
      }
    }
  }
}
