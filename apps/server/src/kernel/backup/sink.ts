import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { measureSpace } from '../disk.ts'
import { refuse } from '../refusal.ts'
import type { Sink } from './frame-writer.ts'

/** How often the space left is looked at. */
const lookEveryBytes = 33_554_432

/** Writes a file that has its name only when it is whole and on the disk; stops before the disk is full, because the database may lie on it. */
export async function writeWholeFile<Result>(
  path: string,
  reserveBytes: number,
  write: (sink: Sink) => Promise<Result>,
): Promise<Result> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o755 })
  const partial = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}.partial`)
  const file = await open(partial, 'wx', 0o600)
  try {
    const result = await write(fileSink(file, folder, reserveBytes))
    await file.sync()
    await file.close()
    await rename(partial, path)
    await syncFolder(folder)
    return result
  } catch (error) {
    await file.close().catch(() => {})
    await rm(partial, { force: true })
    throw error
  }
}

function fileSink(file: FileHandle, folder: string, reserveBytes: number): Sink {
  let sinceLook = lookEveryBytes
  return async (bytes) => {
    if (sinceLook >= lookEveryBytes) {
      const { freeBytes } = await measureSpace(folder)
      if (freeBytes < reserveBytes) refuse(`The disk of ${folder} is almost full; write the backup elsewhere.`)
      sinceLook = 0
    }
    sinceLook += bytes.length
    await file.writeFile(bytes)
  }
}

/** A new name is safe only when its folder is on the disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes to a stream no faster than it takes. */
export const streamSink =
  (stream: Writable): Sink =>
  (bytes) =>
    new Promise((resolve, reject) => stream.write(bytes, (error) => (error ? reject(error) : resolve())))
