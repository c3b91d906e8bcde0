import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The system account that runs the embedded Postgres; it refuses to run as root. */
export interface Account {
  name: string
  uid: number
  gid: number
}

/** Accounts that may run Postgres for root, best first: one of our own, else the one every Unix has. */
const candidates = ['pulse', 'nobody']

/** The account Postgres must run under, or nothing when this process is not root and runs it itself. */
export function findAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of candidates) {
    const [uid, gid] = ['-u', '-g'].map((flag) => idOf(flag, name))
    if (uid !== undefined && gid !== undefined) return { name, uid, gid }
  }
  throw new Error(
    'Postgres cannot run as root and this system has no account "pulse" or "nobody"; create one or set DATABASE_URL.',
  )
}

function idOf(flag: string, name: string): number | undefined {
  try {
    return Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return undefined
  }
}

/** Whether an account that is neither owner nor in the group may walk down to a path. */
export function isTraversable(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode } = statSync(folder)
    if ((mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}
