import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Place } from './place.ts'
import { settingsFor } from './settings.ts'

export const superuser = 'pulse'
const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
const logLimitBytes = 10_000_000

/** Makes the cluster once: in a folder beside it first, so that a crash half-way leaves nothing that looks finished. */
export function initialise(place: Place, password: string): void {
  const { cluster, native, account } = place
  if (existsSync(join(cluster, 'PG_VERSION'))) return refuseOtherVersion(place)
  const partial = `${cluster}.partial`
  const passwordFile = `${cluster}.password`
  for (const folder of [partial, cluster]) rmSync(folder, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true, mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account) for (const path of [partial, passwordFile]) chownSync(path, account.uid, account.gid)
  const locale = ['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const access = ['-U', superuser, '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  const { status, stderr, error } = spawnSync(join(native, 'bin', 'initdb'), ['-D', partial, ...locale, ...access], {
    ...identity(place),
    cwd: '/',
    encoding: 'utf8',
  })
  rmSync(passwordFile, { force: true })
  if (status !== 0) throw new Error(`initdb failed: ${stderr || error?.message}`, { cause: error })
  renameSync(partial, cluster)
}

/** Starts the server detached, so that it outlives a killed parent and the next start adopts it. */
export function launch(place: Place, settings: Record<string, string>) {
  const { native, cluster, log, socket } = place
  mkdirSync(dirname(log), { recursive: true })
  if (existsSync(log) && statSync(log).size > logLimitBytes) renameSync(log, `${log}.1`)
  const out = openSync(log, 'a', 0o600)
  chmodSync(cluster, 0o700)
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', cluster, ...settingsFor(socket, settings)], {
    ...identity(place),
    cwd: '/',
    detached: true,
    stdio: ['ignore', out, out],
  })
  child.unref()
  return child
}

/** The process id in the cluster's lock file, if that process is alive. */
export function livePid({ cluster }: Place): number | undefined {
  try {
    const pid = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}

/** The last lines the server logged, for a person to read when it does not start. */
export function lastLogLines({ log }: Place): string {
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-5).join('\n') : ''
}

const identity = ({ account }: Place) => ({ env: environment, ...(account && { uid: account.uid, gid: account.gid }) })

function refuseOtherVersion({ cluster, native }: Place): void {
  const made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  const { stdout } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { encoding: 'utf8', env: environment })
  const [, installed] = /(\d+)/.exec(stdout) ?? []
  if (installed !== made)
    throw new Error(
      `${cluster} was made by Postgres ${made}, this Pulse brings ${installed}; restore a backup into an empty folder.`,
    )
}
