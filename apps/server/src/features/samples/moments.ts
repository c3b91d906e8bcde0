const hourMs = 3_600_000
const dayMs = 24 * hourMs
const days = 365

/** How busy each weekday is, from Sunday on. */
const weekdays = [0.25, 1, 1.05, 1.1, 1.05, 0.95, 0.4]
/** How busy each hour of a day is. */
const hours = [
  0.1, 0.08, 0.06, 0.06, 0.08, 0.15, 0.35, 0.7, 1.1, 1.5, 1.6, 1.5, 1.2, 1.3, 1.5, 1.5, 1.4, 1.1, 0.8, 0.6, 0.5, 0.4,
  0.3, 0.2,
]

/** Days on which something was wrong, counted back from the end of the year: for alerts and insights to find. */
export const plantedAnomalies: readonly { daysAgo: number; factor: number; what: string }[] = [
  { daysAgo: 20, factor: 4, what: 'four times the usual volume' },
  { daysAgo: 75, factor: 0.05, what: 'almost nothing came in' },
  { daysAgo: 76, factor: 0.1, what: 'almost nothing came in' },
  { daysAgo: 190, factor: 3, what: 'three times the usual volume' },
]

/** Places sample records in the year before a moment: with weekdays, working hours, growth, a busy December and the planted anomalies. */
export function createMoments(endMs: number): (share: number) => number {
  const start = Math.floor(endMs / hourMs) * hourMs - days * dayMs
  const weights = Array.from({ length: days * 24 }, (_, hour) => weightOf(start + hour * hourMs, hour / 24, endMs))
  const sums: number[] = []
  let total = 0
  for (const weight of weights) sums.push((total += weight))
  return (share) => {
    const wanted = Math.min(0.999_999, Math.max(0, share)) * total
    const hour = firstAbove(sums, wanted)
    const before = hour === 0 ? 0 : (sums[hour - 1] ?? 0)
    const within = (wanted - before) / (weights[hour] ?? 1)
    return Math.floor(start + (hour + within) * hourMs)
  }
}

function weightOf(timeMs: number, day: number, endMs: number): number {
  const at = new Date(timeMs)
  const growth = 0.7 + (0.6 * day) / days
  const december = at.getUTCMonth() === 11 ? 1.3 : 1
  const daysAgo = Math.floor((endMs - timeMs) / dayMs)
  const anomaly = plantedAnomalies.find((one) => one.daysAgo === daysAgo)?.factor ?? 1
  return (weekdays[at.getUTCDay()] ?? 1) * (hours[at.getUTCHours()] ?? 1) * growth * december * anomaly
}

/** The index of the first sum above a value. */
function firstAbove(sums: readonly number[], wanted: number): number {
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sums[middle] ?? 0) > wanted) high = middle
    else low = middle + 1
  }
  return low
}
