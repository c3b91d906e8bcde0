import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findAccount, isTraversable, type Account } from './account.ts'
import { copyBinaries, findBinaries, linkLibraries } from './binaries.ts'

/** Where root keeps what another account must reach when the project itself lies in a closed folder. */
const sharedRoot = '/var/lib/pulse'

/** Everything that says where one embedded Postgres lives and who runs it. */
export interface Place {
  native: string
  /** The cluster's own folder (PGDATA). */
  cluster: string
  /** The short private folder of its socket: a long path would not fit into a socket address. */
  socket: string
  log: string
  account: Account | undefined
  /** One sentence for the person when things lie elsewhere than expected. */
  notice: string | undefined
}

/** A data folder's cluster, or the link to where it lies. */
export const clusterPath = (dataFolder: string) => join(dataFolder, 'postgres')

/** Chooses account, binaries and folders for a data folder, which must exist. */
export function choosePlace(dataFolder: string): Place {
  const data = realpathSync(dataFolder)
  const account = findAccount()
  const installed = findBinaries()
  const isClosed = account !== undefined && !(isTraversable(data) && isTraversable(installed))
  const cluster = isClosed ? clusterElsewhere(data) : clusterPath(data)
  const native = isClosed || !isWritable(installed) ? copyBinaries(installed, isClosed ? sharedRoot : data) : installed
  linkLibraries(native)
  const socket = socketFolder(cluster, account)
  const notice = isClosed
    ? `${data} is closed to other accounts, so Postgres (run as ${account.name}) keeps its files in ${cluster}; ${clusterPath(data)} links there.`
    : undefined
  return { native, cluster, socket, log: `${cluster}.log`, account, notice }
}

/** The link `data/postgres` remembers the place, so that a moved project finds its data again. */
function clusterElsewhere(data: string): string {
  const link = clusterPath(data)
  if (existsSync(link)) return statSync(link).isDirectory() ? realpathSync(link) : readlinkSync(link)
  const cluster = join(sharedRoot, hashOf(data), 'postgres')
  mkdirSync(cluster, { recursive: true, mode: 0o755 })
  symlinkSync(cluster, link)
  return cluster
}

function socketFolder(cluster: string, account: Account | undefined): string {
  const base = process.platform === 'linux' ? '/tmp' : tmpdir()
  const folder = join(base, `pulse-${hashOf(cluster)}`)
  const owner = account?.uid ?? process.getuid?.() ?? 0
  if (!existsSync(folder)) {
    mkdirSync(folder, { mode: 0o700 })
    chmodSync(folder, 0o700)
    if (account) chownSync(folder, account.uid, account.gid)
  }
  const { uid, mode } = statSync(folder)
  if (uid !== owner || (mode & 0o077) !== 0)
    throw new Error(`${folder} belongs to someone else; remove it and start again.`)
  return folder
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

function isWritable(path: string): boolean {
  try {
    accessSync(join(path, 'lib'), constants.W_OK)
    return true
  } catch {
    return false
  }
}
