import type { Clock } from '../clock.ts'
import { isoNow, pause } from '../clock.ts'
import { isRetriable, isUnavailable } from '../db/errors.ts'
import type { Sql } from '../db/statement.ts'
import type { Log } from '../log.ts'
import type { StoredEvent } from '../spine/event.ts'
import type { Note } from '../spine/note.ts'
import type { AfterCommit, Consumer } from './consumer.ts'
import { DirtyWorkspaces } from './dirty.ts'
import { park, withoutHeld } from './park.ts'
import { findPending, lowerFloors, movePositions, readEvents, startPositions, type Slice } from './read.ts'

/** Events of one transaction: small enough that other workspaces wait only milliseconds for their turn. */
const batchSize = 500
const leastSlice = 20
const batchBytes = 16_777_216
const mostWorkspaces = 32
const pollMs = 1_000
/** An event behind an open transaction is looked at again this soon. */
const blockedMs = 2
/** A workspace whose consumer is busy with it is looked at again this soon. */
const busyMs = 5
const triesBeforeParking = 3

export interface LoopParts {
  note: Note
  clock: Clock
  log: Log
  epoch: () => number
}

/** Drives one consumer over all workspaces until it is stopped. */
export class ConsumerLoop {
  readonly dirty = new DirtyWorkspaces()
  readonly #consumer: Consumer
  readonly #parts: LoopParts
  readonly #known = new Set<string>()
  readonly #tries = new Map<string, number>()
  readonly #stop = new AbortController()
  #delayed = 0
  #working = false
  #lastPoll = Number.NEGATIVE_INFINITY
  #pollCostMs = 0
  #done: Promise<void> | undefined

  constructor(consumer: Consumer, parts: LoopParts) {
    this.#consumer = consumer
    this.#parts = parts
  }

  start(): void {
    this.#done = this.#run()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    this.dirty.interrupt()
    await this.#done
  }

  /** Whether nothing is being handled, waiting in line or about to be tried again. */
  get isIdle(): boolean {
    return !this.#working && this.dirty.size === 0 && this.#delayed === 0
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#poll()
        await this.dirty.wait(pollMs)
        const workspaceIds = this.#withoutBusy(this.dirty.take(mostWorkspaces))
        if (workspaceIds.length > 0) await this.#serve(workspaceIds)
      } catch (error) {
        if (!isUnavailable(error))
          this.#parts.log.error({ err: error, consumer: this.#consumer.name }, 'consumer loop failed')
        await pause(250, this.#stop.signal)
      }
    }
  }

  /** Puts off workspaces whose consumer has its hands full with them. */
  #withoutBusy(workspaceIds: readonly string[]): readonly string[] {
    const busy = workspaceIds.filter((id) => this.#consumer.isBusy?.(id))
    if (busy.length === 0) return workspaceIds
    this.#again(busy, busyMs)
    return workspaceIds.filter((id) => !busy.includes(id))
  }

  /** Finds what no wake-up told of; a search that takes long is made less often. */
  async #poll(): Promise<void> {
    const now = performance.now()
    if (now - this.#lastPoll < Math.max(pollMs, this.#pollCostMs * 20)) return
    this.#lastPoll = now
    const { name } = this.#consumer
    const find = async (sql: Sql) => {
      await lowerFloors(sql, name, this.#parts.clock.now())
      return findPending(sql, name)
    }
    this.dirty.add(await this.#parts.note(find))
    this.#pollCostMs = performance.now() - now
  }

  async #serve(workspaceIds: readonly string[]): Promise<void> {
    this.#working = true
    try {
      await this.#handleTogether(workspaceIds)
    } catch (error) {
      if (isUnavailable(error) || isRetriable(error)) {
        this.#again(workspaceIds, 100)
        throw error
      }
      for (const id of workspaceIds) await this.#handleAlone(id)
    } finally {
      this.#working = false
    }
  }

  async #handleTogether(workspaceIds: readonly string[]): Promise<void> {
    const limit = Math.max(leastSlice, Math.floor(batchSize / workspaceIds.length))
    await this.#transact(workspaceIds, limit, (events, sql) => this.#consumer.handle(events, sql))
  }

  /** After a failure: one event at a time, so that the one that fails is found, tried again and in the end parked. */
  async #handleAlone(workspaceId: string): Promise<void> {
    let failed: { event: StoredEvent; error: unknown } | undefined
    try {
      await this.#transact([workspaceId], 1, async (events, sql) => {
        const [event] = events
        if (!event) return undefined
        try {
          return await this.#consumer.handle(events, sql)
        } catch (error) {
          failed = { event, error }
          throw error
        }
      })
      this.#again([workspaceId], 0)
    } catch (error) {
      if (!failed || isUnavailable(error)) throw error
      await this.#retryOrPark(failed.event, failed.error)
    }
  }

  async #retryOrPark(event: StoredEvent, error: unknown): Promise<void> {
    const { log, note, clock } = this.#parts
    const { name } = this.#consumer
    const tries = (this.#tries.get(event.id) ?? 0) + 1
    log.error({ err: error, consumer: name, eventId: event.id, tries }, 'consumer failed on an event')
    if (tries < triesBeforeParking) {
      this.#tries.set(event.id, tries)
      return this.#again([event.workspaceId], 20 * 4 ** tries)
    }
    this.#tries.delete(event.id)
    await note(async (sql) => {
      const { events } = await this.#read(sql, [event.workspaceId], 1)
      if (events[0]?.id !== event.id) return
      await park(sql, name, event, { error, at: isoNow(clock) })
      await movePositions(sql, name, events, clock.now())
    })
    this.#again([event.workspaceId], 0)
  }

  async #transact(workspaceIds: readonly string[], limit: number, handle: Consumer['handle']): Promise<void> {
    const { note, clock } = this.#parts
    const { name, ordered } = this.#consumer
    let after: AfterCommit | void = undefined
    const slice = await note(async (sql) => {
      const read = await this.#read(sql, workspaceIds, limit)
      if (read.events.length === 0) return read
      const events = ordered ? await withoutHeld(sql, name, read.events, isoNow(clock)) : read.events
      if (events.length > 0) after = await handle(events, sql)
      await movePositions(sql, name, read.events, clock.now())
      return read
    })
    // Only now: a position whose transaction rolled back has to be made again.
    for (const id of workspaceIds) this.#known.add(id)
    runAfter(after)
    this.dirty.add(slice.unfinished)
    if (slice.blocked.length > 0) this.#again(slice.blocked, blockedMs)
  }

  async #read(sql: Sql, workspaceIds: readonly string[], limit: number): Promise<Slice> {
    const fresh = workspaceIds.filter((id) => !this.#known.has(id))
    if (fresh.length > 0) await startPositions(sql, this.#consumer.name, fresh)
    const bytes = Math.floor(batchBytes / workspaceIds.length)
    return readEvents(sql, this.#consumer.name, workspaceIds, { limit, bytes, epoch: this.#parts.epoch() })
  }

  #again(workspaceIds: readonly string[], afterMs: number): void {
    if (afterMs === 0) return this.dirty.add(workspaceIds)
    this.#delayed++
    setTimeout(() => {
      this.#delayed--
      this.dirty.add(workspaceIds)
    }, afterMs).unref()
  }
}

/** A value set inside a callback: the compiler cannot see that it was. */
const runAfter = (after: AfterCommit | void) => after?.()
