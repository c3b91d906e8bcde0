import { minorDigits, type Money } from '@pulse/contract'

const locale = typeof navigator === 'undefined' ? 'en' : navigator.language

const dayAndTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
const toTheSecond = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
const localDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
// A calendar day has no time zone: it is read and shown as UTC so that it never shifts.
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 })
const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })

/** The one way this app writes values; times in the reader's own zone. */
export const format = {
  number: (value: number) => plain.format(value),
  instant: (iso: string) => dayAndTime.format(new Date(iso)),
  exactInstant: (iso: string) => toTheSecond.format(new Date(iso)),
  clock: (iso: string) => clock.format(new Date(iso)),
  day: (iso: string) => day.format(new Date(`${iso}T00:00:00Z`)),
  money: ({ amount, currency }: Money) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount / 10 ** minorDigits(currency)),
  /** `99.5 %` for 99.5. */
  percent: (value: number) => percent.format(value / 100),
  /** `1 h 5 min` for 3,900 seconds. */
  duration: (seconds: number) => durationParts(seconds).join(' ') || '0 s',
  milliseconds: (ms: number) =>
    ms < 1_000 ? `${plain.format(Math.round(ms))} ms` : `${plain.format(Math.round(ms / 100) / 10)} s`,
  bytes,
  /** `3 min ago`, or the day when it is long past. */
  ago: (iso: string, nowMs = Date.now()) => ago(iso, nowMs),
}

function durationParts(seconds: number): string[] {
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's'],
  ]
  return parts
    .filter(([count]) => count > 0)
    .slice(0, 2)
    .map(([count, unit]) => `${count} ${unit}`)
}

function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3))
  return `${plain.format(Math.round((count / 1_000 ** step) * 10) / 10)} ${units[step] ?? 'B'}`
}

const spans: [limitMs: number, unitMs: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60_000, 1_000, 'second'],
  [3_600_000, 60_000, 'minute'],
  [86_400_000, 3_600_000, 'hour'],
  [7 * 86_400_000, 86_400_000, 'day'],
]

function ago(iso: string, nowMs: number): string {
  const exactMs = new Date(iso).getTime() - nowMs
  // Clocks differ and the shown time moves in steps: what just happened never lies in the future.
  const distanceMs = exactMs > 0 && exactMs < 60_000 ? 0 : exactMs
  const [, unitMs, unit] = spans.find(([limitMs]) => Math.abs(distanceMs) < limitMs) ?? []
  return unitMs && unit ? relative.format(Math.trunc(distanceMs / unitMs), unit) : localDay.format(new Date(iso))
}

/** `2,000 records`, `1 record`. */
export const counted = (count: number, one: string, many = `${one}s`) =>
  `${format.number(count)} ${count === 1 ? one : many}`
