import type { Issue, ProblemCode } from '@pulse/contract'
import type { Reader } from '../db/kysely.ts'
import type { AppendRows } from './append-statement.ts'
import type { EventDraft } from './event.ts'

/** A name that must be unique in the workspace and what to answer when it is taken. */
export interface KeyClaim {
  kind: string
  key: string
  target: string
  taken: { code: ProblemCode; issue: Issue }
}

/** A write that needs no reading back: rows, names to claim, events, and the answer, all known beforehand. */
export interface Intent<Reply> {
  events: readonly EventDraft[]
  rows?: readonly AppendRows[]
  claims?: readonly KeyClaim[]
  /** Asked when a row is there already of which no claim speaks: what of the intent is taken. */
  findTaken?: (db: Reader) => Promise<KeyClaim['taken'][]>
  reply: Reply
}
