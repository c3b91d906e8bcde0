import { useCallback, useRef, useState } from 'react'
import type { RowWindow } from './row-window.ts'

const most = 2_000

/** Rows that came in after the list was read, shown above it until it is read again. */
export interface Arrivals<Row> {
  window: RowWindow<Row>
  add: (rows: readonly Row[]) => void
  isNew: (row: Row) => boolean
  clear: () => void
}

/** Puts rows that arrive live in front of a list that is ordered newest first; none is shown twice. */
export function useArrivals<Row>(window: RowWindow<Row>, keyOf: (row: Row) => string): Arrivals<Row> {
  const [arrived, setArrived] = useState<readonly Row[]>([])
  const read = useRef(new Set<string>())
  for (let index = 0, row = window.rowAt(0); row !== undefined; row = window.rowAt(++index)) read.current.add(keyOf(row))

  const shown = arrived.filter((row) => !read.current.has(keyOf(row)))
  const add = useCallback(
    (rows: readonly Row[]) =>
      setArrived((before) => {
        const known = new Set(before.map(keyOf))
        return [...rows.filter((row) => !known.has(keyOf(row))).reverse(), ...before].slice(0, most)
      }),
    [keyOf],
  )
  const clear = useCallback(() => setArrived([]), [])
  const { onVisible } = window
  const offset = shown.length
  return {
    add,
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
