import { randomFillSync } from 'node:crypto'
import type { Clock } from './clock.ts'

export type NewId = () => string

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Makes UUIDs of version 7 (RFC 9562) that grow strictly within the process: 48 bits of milliseconds, a 28-bit counter that begins at random, 46 random bits. */
export function createIds(clock: Clock): NewId {
  const pool = Buffer.alloc(4_096)
  let used = pool.length
  let lastMs = 0
  let counter = 0
  return () => {
    if (used + 10 > pool.length) {
      randomFillSync(pool)
      used = 0
    }
    const now = clock.now()
    if (now > lastMs) {
      lastMs = now
      counter = pool.readUInt32BE(used) & 0x7ffffff
    } else if (++counter > 0xfffffff) {
      lastMs++
      counter = 0
    }
    const text = format(lastMs, counter, pool, used + 4)
    used += 10
    return text
  }
}

function format(ms: number, counter: number, random: Buffer, at: number): string {
  const time = ms.toString(16).padStart(12, '0')
  const high = (0x7000 | (counter >>> 16)).toString(16)
  const low = (((counter & 0xffff) >>> 2) | 0x8000).toString(16)
  const tail =
    hexOf(((counter & 3) << 6) | ((random[at] ?? 0) >>> 2)) +
    hexOf(random[at + 1]) +
    hexOf(random[at + 2]) +
    hexOf(random[at + 3]) +
    hexOf(random[at + 4]) +
    hexOf(random[at + 5])
  return `${time.slice(0, 8)}-${time.slice(8)}-${high}-${low}-${tail}`
}

const hexOf = (byte = 0) => hex[byte & 0xff] ?? '00'
