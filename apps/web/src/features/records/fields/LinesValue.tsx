import { labelOf, type Field, type LineField } from '@pulse/contract'
import { format } from '#ui/format.ts'
import styles from './fields.module.css'

const shownAtFirst = 200

/** The rows of a `lines` field as a table. */
export function LinesValue({ rows, field }: { rows: readonly Record<string, unknown>[]; field: Field }) {
  const { fields = [] } = field
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className={styles.lines} tabIndex={0} role="region" aria-label={labelOf(field)}>
      <table>
        <thead>
          <tr>
            {fields.map((column) => (
              <th key={column.name} scope="col" data-align={column.kind === 'number' ? 'end' : undefined}>
                {labelOf(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownAtFirst).map((row, index) => (
            <tr key={index}>
              {fields.map((column) => (
                <td key={column.name} data-align={column.kind === 'number' ? 'end' : undefined}>
                  {cellText(column, row[column.name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shownAtFirst && (
        <p className="quiet">
          The first {shownAtFirst} of {format.number(rows.length)} lines.
        </p>
      )}
    </div>
  )
}

function cellText({ kind }: LineField, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (kind === 'number') return format.number(Number(value))
  if (kind === 'date') return format.day(value as string)
  if (kind === 'boolean') return value === true ? 'Yes' : 'No'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
