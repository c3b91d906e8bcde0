import { spawnSync, type StdioOptions } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'

interface Part {
  /** The Debian package. */
  name: string
  /** What it brings; there means installed. */
  path: string
  /** The start of the paths of the test files that need it. */
  neededBy: string
}

const parts: readonly Part[] = [{ name: 'chromium', path: '/usr/bin/chromium', neededBy: 'tests/browser/' }]

/** Installs what the tests need from the system, where this may be done; tests that miss a part skip and say so. */
export function installSystemParts(files: readonly string[]): void {
  const missing = parts.filter(
    ({ path, neededBy }) => !existsSync(path) && files.some((file) => file.startsWith(neededBy)),
  )
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const names = missing.map(({ name }) => name)
  console.log(`Installing ${names.join(', ')} for the tests …`)
  if (globSync('/var/lib/apt/lists/*_Packages*').length === 0) apt('update')
  if (!apt('install', '--no-install-recommends', ...names)) console.log('That failed; tests that need it are skipped.')
}

/** Runs apt-get without a word unless it goes wrong. */
function apt(...words: string[]): boolean {
  const stdio: StdioOptions = ['ignore', 'ignore', 'inherit']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', ['-qq', '--yes', ...words], { stdio, env }).status === 0
}
