// The first step of every command: installs packages when the lockfile changed, then hands over to the
// bundled Node. Plain JavaScript, because it runs on whatever Node the host has.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const wanted = 24

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const stamp = join(root, 'node_modules', '.pulse-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  // Standard output belongs to the command, such as a backup in a pipe.
  console.error('Installing packages (first run, or the lockfile changed) …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const args = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const { status, error } = spawnSync(npm, args, {
    cwd: root,
    stdio: ['inherit', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    console.error(
      `npm ci failed${error ? ` (${error.message})` : ''}; check the network and the space on the disk, then try again.`,
    )
    process.exit(status ?? 1)
  }
  writeFileSync(stamp, lock)
}

function findNode() {
  const { platform, arch } = process
  const folder = join(root, 'node_modules', `node-${platform === 'win32' ? 'win' : platform}-${arch}`, 'bin')
  const bundled = join(folder, platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(bundled)) return bundled
  if (Number(process.versions.node.split('.')[0]) >= wanted) return process.execPath
  console.error(
    `Pulse brings no Node for ${platform}-${arch} and this is Node ${process.versions.node}; install Node ${wanted} or newer.`,
  )
  return process.exit(1)
}

install()
const child = spawn(findNode(), process.argv.slice(2), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
