import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, statfsSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createDisk } from './disk.ts'
import { createLog } from './log.ts'

const other = '/dev/shm'
const sizeOf = (path: string) => {
  const { blocks, bsize } = statfsSync(path)
  return blocks * bsize
}
const hasOther = existsSync(other) && sizeOf(other) !== sizeOf(tmpdir())

describe('the disk guard', { skip: hasOther ? false : `needs ${other} on a disk of its own` }, () => {
  it('watches the disk of the cluster, which may be another than that of the data folder', async () => {
    const data = mkdtempSync(join(tmpdir(), 'pulse-disk-'))
    symlinkSync(other, join(data, 'postgres'))
    const disk = createDisk(data, 2 * sizeOf(other), createLog('silent'))
    await disk.start()
    disk.stop()
    rmSync(data, { recursive: true })
    assert.ok((disk.freeBytes() ?? Number.POSITIVE_INFINITY) <= sizeOf(other))
    assert.equal(disk.isOk(), false)
  })
})
