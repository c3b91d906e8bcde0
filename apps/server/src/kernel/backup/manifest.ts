import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** What is known of one backup: when it was made, and when someone last made sure that it can be used. */
const Entry = z.object({
  id: z.string(),
  file: z.string(),
  createdAt: z.string(),
  rows: z.number(),
  fileBytes: z.number(),
  verifiedAt: z.string().optional(),
  restoredAt: z.string().optional(),
})
export type BackupEntry = z.output<typeof Entry>

const mostEntries = 200

/** Where backups go when no file is named. */
export const backupFolder = (dataFolder: string) => join(dataFolder, 'backups')

const pathIn = (folder: string) => join(folder, 'manifest.json')

/** The backups a folder knows of, newest last. */
export function readManifest(folder: string): BackupEntry[] {
  try {
    return z.array(Entry).parse(JSON.parse(readFileSync(pathIn(folder), 'utf8')))
  } catch {
    return []
  }
}

export function addToManifest(folder: string, entry: BackupEntry): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  save(folder, [...readManifest(folder).slice(1 - mostEntries), entry])
}

/** Notes in each of the folders that know a backup that it was verified or restored. */
export function markInManifests(
  folders: readonly string[],
  id: string,
  mark: Pick<BackupEntry, 'verifiedAt' | 'restoredAt'>,
): void {
  for (const folder of new Set(folders)) {
    const entries = readManifest(folder)
    if (entries.some((entry) => entry.id === id))
      save(
        folder,
        entries.map((entry) => (entry.id === id ? { ...entry, ...mark } : entry)),
      )
  }
}

function save(folder: string, entries: readonly BackupEntry[]): void {
  const partial = `${pathIn(folder)}.partial`
  writeFileSync(partial, `${JSON.stringify(entries, null, 2)}\n`, { mode: 0o600 })
  renameSync(partial, pathIn(folder))
}
