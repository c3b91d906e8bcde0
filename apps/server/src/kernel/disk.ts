import { statfs } from 'node:fs/promises'
import { clusterPath } from './embedded/place.ts'
import type { Log } from './log.ts'
import { fail } from './problem.ts'

const lookMs = 2_000
/** A person is told again of a disk that stays tight after this long. */
const remindMs = 6 * 3_600_000
const leastFreeShare = 0.15
const leastReserves = 5

/** What is left on the disk of a folder, and how large it is. */
export interface Space {
  freeBytes: number
  totalBytes: number
}

export async function measureSpace(folder: string): Promise<Space> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

/** Whether it is time to make room, well before writes are refused. */
export const isTight = ({ freeBytes, totalBytes }: Space, reserveBytes: number) =>
  freeBytes < Math.max(totalBytes * leastFreeShare, reserveBytes * leastReserves)

/** Watches the disk of the embedded database: writes are refused before it is full, because a full disk stops Postgres itself. */
export interface Disk {
  freeBytes(): number | null
  isOk(): boolean
  /** Throws while there is too little space. */
  checkWritable(): void
  start(): Promise<void>
  stop(): void
}

/** Watches the disk on which a data folder's cluster lies, or nothing when the database is elsewhere. */
export function createDisk(dataFolder: string | undefined, reserveBytes: number, log: Log): Disk {
  const folder = dataFolder && clusterPath(dataFolder)
  let space: Space | undefined
  let timer: NodeJS.Timeout | undefined
  let warnedAt = Number.NEGATIVE_INFINITY
  const warn = (now: Space) => {
    if (!isTight(now, reserveBytes)) warnedAt = Number.NEGATIVE_INFINITY
    else if (performance.now() - warnedAt >= remindMs) {
      warnedAt = performance.now()
      log.warn({ folder, ...now, reserveBytes }, 'the disk is getting full; below the reserve writes are refused')
    }
  }
  const look = async () => {
    if (!folder) return
    space = await measureSpace(folder).catch(() => undefined)
    if (space) warn(space)
  }
  const isOk = () => space === undefined || space.freeBytes >= reserveBytes
  return {
    freeBytes: () => space?.freeBytes ?? null,
    isOk,
    checkWritable: () => {
      if (!isOk()) fail('server.disk_full', { retryAfter: 30 })
    },
    start: async () => {
      await look()
      timer = setInterval(() => void look(), lookMs)
    },
    stop: () => clearInterval(timer),
  }
}
