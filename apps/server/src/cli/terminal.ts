import { clearLine, cursorTo } from 'node:readline'

const redrawMs = 100

/** What a command answers: on standard output. */
export const print = (text: string) => void process.stdout.write(`${text}\n`)

/** What it tells along the way, and what went wrong: beside the answer, so that pipes get only that. */
export const tell = (text: string) => void process.stderr.write(`${text}\n`)

/** A line that changes while something takes its time; only on a terminal. */
export interface ProgressLine {
  show(text: string): void
  clear(): void
}

export function progressLine(): ProgressLine {
  const { stderr } = process
  let lastMs = Number.NEGATIVE_INFINITY
  let isShown = false
  const wipe = () => {
    clearLine(stderr, 0)
    cursorTo(stderr, 0)
  }
  return {
    show: (text) => {
      const now = performance.now()
      if (!stderr.isTTY || now - lastMs < redrawMs) return
      lastMs = now
      isShown = true
      wipe()
      stderr.write(text.slice(0, stderr.columns - 1))
    },
    clear: () => {
      if (isShown) wipe()
      isShown = false
    },
  }
}

/** `1,234,567` */
export const number = (value: number) => Math.round(value).toLocaleString('en')

/** `1 row`, `2,000 rows` */
export const many = (count: number, noun: string) => `${number(count)} ${noun}${count === 1 ? '' : 's'}`

/** `12.3 MB` */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${(bytes / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

/** `[########............]  40 %` */
export function bar(share: number, width = 24): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width)
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${String(Math.floor(share * 100)).padStart(3)} %`
}
