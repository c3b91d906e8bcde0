import type { Sql } from '../db/statement.ts'
import type { StoredEvent } from '../spine/event.ts'

/** Runs after a consumer's transaction committed; it must not fail. */
export type AfterCommit = () => void

/** Something that reacts to events: it may see one twice, so doing it again must change nothing. */
export interface Consumer {
  name: string
  /** A failed event holds back the later ones of its record. */
  ordered?: boolean
  /** Whether a workspace's events should wait a moment: the log is the queue, nothing is lost meanwhile. */
  isBusy?(workspaceId: string): boolean
  /** Handles events of one or more workspaces, each workspace's in order, inside the transaction that moves their position. */
  handle(events: readonly StoredEvent[], sql: Sql): Promise<AfterCommit | void>
}
