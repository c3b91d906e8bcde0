import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const mostAtNinety = 210
const most = 300

/** What makes a code base readable is its tail: nine of ten files stay short, none grows long. */
export function checkLengths(root: string): boolean {
  const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.mjs'], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
  const present = files.filter((file) => existsSync(join(root, file)))
  const lengths = present
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 }))
    .sort((a, b) => a.lines - b.lines)
  const at = (share: number) => lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * share))]?.lines ?? 0
  console.log(`${lengths.length} files: median ${at(0.5)} lines, p90 ${at(0.9)}, longest ${at(1)}`)
  for (const { file, lines } of lengths.filter((one) => one.lines > most))
    console.log(`${file} has ${lines} lines; split it.`)
  return at(0.9) <= mostAtNinety && at(1) <= most
}
