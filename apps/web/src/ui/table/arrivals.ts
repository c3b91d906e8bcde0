import { useCallback, useState } from 'react'
import type { RowWindow } from './row-window.ts'

const mostArrived = 2_000

/** Rows that came in after the list was read, shown above it until it is read again. */
export interface Arrivals<Row> {
  window: RowWindow<Row>
  add: (rows: readonly Row[]) => void
  /** Puts what became of each row in its place; nothing removes it. */
  change: (become: (row: Row) => Row | undefined) => void
  isNew: (row: Row) => boolean
  clear: () => void
}

/** The rows the list begins with, as far as they are read: among them may be what arrived while it was read. */
function firstRows<Row>(window: RowWindow<Row>, most: number): Row[] {
  const rows: Row[] = []
  for (let row = window.rowAt(0); row !== undefined && rows.length < most; row = window.rowAt(rows.length))
    rows.push(row)
  return rows
}

/** Puts rows that arrive live in front of a list that is ordered newest first; none is shown twice. */
export function useArrivals<Row>(window: RowWindow<Row>, keyOf: (row: Row) => string): Arrivals<Row> {
  const { name } = window
  const [{ arrived, list }, setState] = useState<{ arrived: readonly Row[]; list: string }>({ arrived: [], list: name })
  const setArrived = useCallback(
    (change: (before: readonly Row[]) => readonly Row[]) =>
      setState((before) => ({ list: name, arrived: change(before.list === name ? before.arrived : []) })),
    [name],
  )
  // Another list begins without what arrived for the last one.
  if (list !== name) setArrived(() => [])
  const read = new Set(firstRows(window, arrived.length).map(keyOf))
  const shown = arrived.filter((row) => !read.has(keyOf(row)))
  if (shown.length < arrived.length) setArrived(() => shown)
  const add = useCallback(
    (rows: readonly Row[]) =>
      setArrived((before) => {
        const known = new Set(before.map(keyOf))
        return [...rows.filter((row) => !known.has(keyOf(row))).toReversed(), ...before].slice(0, mostArrived)
      }),
    [keyOf, setArrived],
  )
  const change = useCallback(
    (become: (row: Row) => Row | undefined) => setArrived((before) => before.flatMap((row) => become(row) ?? [])),
    [setArrived],
  )
  const clear = useCallback(() => setArrived(() => []), [setArrived])
  const { onVisible } = window
  const offset = shown.length
  return {
    add,
    change,
    clear,
    isNew: (row) => shown.includes(row),
    window: {
      ...window,
      count: window.count + offset,
      total: window.total === undefined ? undefined : window.total + offset,
      rowAt: (index) => (index < offset ? shown[index] : window.rowAt(index - offset)),
      onVisible: useCallback(
        (first: number, last: number) => onVisible(Math.max(0, first - offset), Math.max(0, last - offset)),
        [onVisible, offset],
      ),
    },
  }
}
