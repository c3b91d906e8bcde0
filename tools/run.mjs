// The first step of every command: installs packages when the lockfile changed, builds the web app when its
// sources did (not with --no-web), then hands over to the bundled Node. Plain JavaScript, because it runs on whatever Node the host has.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

/** Names what the web app is made from: its files and those of the contract, by content. */
function webSources() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const folder of ['apps/web', 'packages/contract/src']) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(
        (file) => file.isFile() && !/[\\/](?:dist|node_modules)(?:[\\/]|$)/.test(file.parentPath.slice(root.length)),
      )
      .map((file) => join(file.parentPath, file.name))
      .sort()
    for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file))
  }
  return hash.digest('hex')
}

function buildWeb(node) {
  const folder = join(root, 'apps/web')
  const stamp = join(folder, 'dist', '.pulse-sources')
  const sources = webSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
  console.error('Building the web app (first run, or its sources changed) …')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const { status } = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], { cwd: folder, stdio: ['inherit', 2, 2] })
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(stamp, sources)
}

install()
const node = findNode()
// Of the commands only the one that serves needs the app.
if (!process.argv.includes('--no-web') || process.argv.includes('start')) buildWeb(node)
const child = spawn(
  node,
  process.argv.slice(2).filter((word) => word !== '--no-web'),
  { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
