import { statfs } from 'node:fs/promises'
import { fail } from './problem.ts'

const lookMs = 2_000

/** Watches the disk of the embedded database: writes are refused before it is full, because a full disk stops Postgres itself. */
export interface Disk {
  freeBytes(): number | null
  isOk(): boolean
  /** Throws while there is too little space. */
  checkWritable(): void
  start(): Promise<void>
  stop(): void
}

/** Watches `folder`, or nothing when the database is elsewhere. */
export function createDisk(folder: string | undefined, reserveBytes: number): Disk {
  let free: number | null = null
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    if (!folder) return
    try {
      const { bavail, bsize } = await statfs(folder)
      free = bavail * bsize
    } catch {
      free = null
    }
  }
  const isOk = () => free === null || free >= reserveBytes
  return {
    freeBytes: () => free,
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
