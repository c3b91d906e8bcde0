import { firstIdAt, timeOfId } from '@pulse/contract'
import { dayMs } from '../db/partitions.ts'

const noId = '00000000-0000-0000-0000-000000000000'

/** A place in a workspace's log, in the order (epoch, transaction id, event id); what is read lies behind it. */
export interface Position {
  epoch: number
  xid: string
  id: string
  /** Reading begins in the partition of this id: no transaction is open longer than a day. */
  floor: string
}

/** Before the oldest event kept. */
export const logStart: Position = { epoch: 0, xid: '0', id: noId, floor: noId }

interface Place {
  epoch: number
  xid: string
  id: string
}

/** Right behind an event. */
export function positionBehind({ epoch, xid, id }: Place, nowMs: number): Position {
  return { epoch, xid, id, floor: firstIdAt(Math.min(timeOfId(id), nowMs) - dayMs) }
}

/** Behind everything that committed below a snapshot's horizon. */
export function positionAt(horizon: string, { epoch, nowMs }: { epoch: number; nowMs: number }): Position {
  return { epoch, xid: horizon, id: noId, floor: firstIdAt(nowMs - dayMs) }
}

/** Negative when the first place comes before the second. */
export function comparePlaces(one: Place, other: Place): number {
  return one.epoch - other.epoch || compareXids(one.xid, other.xid) || compareText(one.id, other.id)
}

/** Transaction ids have 64 bits, too many for a number: as decimal text the longer one is the larger. */
export const compareXids = (one: string, other: string) => one.length - other.length || compareText(one, other)

const compareText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
