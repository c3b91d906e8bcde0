import type { RawBuilder } from 'kysely'
import type { Reader } from '../db/kysely.ts'
import type { Log } from '../log.ts'
import type { StoredEvent } from '../spine/event.ts'
import { follow, type caughtUp } from './follow.ts'
import { readLog, type LogParts } from './log.ts'
import type { Position } from './position.ts'
import { Tail } from './tail.ts'

const pageSize = 500

/** Which of a workspace's events to follow, from where and how long. */
export interface Following {
  workspaceId: string
  after: Position
  /** Passes events while catching up, under the alias `e`; those that come live are not filtered. */
  where: RawBuilder<boolean>
  signal: AbortSignal
}

/** Follows workspaces' events as they commit. */
export interface Live {
  follow(following: Following): AsyncGenerator<readonly StoredEvent[] | typeof caughtUp>
  /** Tells that workspaces have new events. */
  wake(workspaceIds: readonly string[]): void
  stop(): Promise<void>
}

export interface LiveParts extends LogParts {
  db: (workspaceId: string) => Reader
  log: Log
}

/** Opens one tail for each workspace that someone follows; it ends with its last follower. */
export function createLive(parts: LiveParts): Live {
  const followed = new Map<string, { tail: Tail; followers: number }>()
  const ending = new Set<Promise<void>>()

  const readFrom = (workspaceId: string, where?: RawBuilder<boolean>) => (after: Position) =>
    readLog(parts, parts.db(workspaceId), { workspaceId, after, limit: pageSize, ...(where && { where }) })

  const join = (workspaceId: string): Tail => {
    const known = followed.get(workspaceId)
    const entry = known ?? { tail: new Tail({ read: readFrom(workspaceId), log: parts.log }), followers: 0 }
    followed.set(workspaceId, entry)
    entry.followers++
    return entry.tail
  }
  const leave = (workspaceId: string) => {
    const entry = followed.get(workspaceId)
    if (!entry || --entry.followers > 0) return
    followed.delete(workspaceId)
    const ended = entry.tail.stop().finally(() => ending.delete(ended))
    ending.add(ended)
  }

  return {
    async *follow({ workspaceId, after, where, signal }) {
      const tail = join(workspaceId)
      const read = readFrom(workspaceId, where)
      try {
        yield* follow({ tail, read, after, now: () => parts.clock.now(), signal })
      } finally {
        leave(workspaceId)
      }
    },
    wake: (workspaceIds) => {
      for (const id of workspaceIds) followed.get(id)?.tail.wake()
    },
    stop: async () => {
      for (const { tail } of followed.values()) ending.add(tail.stop())
      await Promise.all(ending)
    },
  }
}
