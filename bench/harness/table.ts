/** One measured number with its unit and, where there is one, the bound it should keep. */
export interface Metric {
  value: number
  unit: string
  /** `>= 3000` or `<= 0.15`. */
  target?: `${'>=' | '<='} ${number}`
}

export type Metrics = Record<string, Metric>

/** Prints the numbers with their targets; a bench shows, it does not fail. */
export function printTable(metrics: Metrics): void {
  const rows = Object.entries(metrics).map(([name, { value, unit, target }]) => [
    name,
    format(value),
    unit,
    target ?? '',
    target ? (isMet(value, target) ? 'met' : 'MISSED') : '',
  ])
  const all = [['metric', 'value', 'unit', 'target', ''], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  for (const row of all)
    console.log(
      row
        .map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  '),
    )
}

function isMet(value: number, target: string): boolean {
  const [sign, bound = ''] = target.split(' ')
  return sign === '>=' ? value >= Number(bound) : value <= Number(bound)
}

const format = (value: number) =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
