import { existsSync, lstatSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Removes the stopped cluster of a data folder, also where `postgres` only links to it. */
export function removeCluster(dataFolder: string): void {
  const path = join(dataFolder, 'postgres')
  if (!existsSync(path)) return
  const cluster = realpathSync(path)
  for (const one of [cluster, `${cluster}.log`, `${cluster}.log.1`]) rmSync(one, { recursive: true, force: true })
  if (lstatSync(path, { throwIfNoEntry: false })) rmSync(path)
}
