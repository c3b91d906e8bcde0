import { Skeleton, UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type CSSProperties, type ReactNode } from 'react'
import { AppLink } from '../AppLink.tsx'
import { IconChevronDown, IconChevronUp } from '../icons.ts'
import styles from './table.module.css'

export interface Column<Row> {
  name: string
  label: string
  /** A track of the grid: `minmax(8rem, 2fr)`. */
  width?: string
  align?: 'end'
  cell: (row: Row) => ReactNode
  /** Sorts by clicking its head. */
  sortable?: boolean
  /** On a phone: the first line (one column), the second line, or not shown. */
  phone?: 'title' | 'meta'
}

/** Where a row leads: a page, or this page with something more in its address. */
export type RowLink = string | { to: string; search: Record<string, string> }

interface DataTableProps<Row> {
  label: string
  columns: readonly Column<Row>[]
  count: number
  rowAt: (index: number) => Row | undefined
  keyOf: (row: Row) => string
  /** Where a row leads. */
  linkOf?: (row: Row) => RowLink
  onVisible?: (first: number, last: number) => void
  sort?: string
  onSort?: (sort: string) => void
  /** Marks rows that just arrived. */
  isNew?: (row: Row) => boolean
}

const rowHeight = 38
const phoneRowHeight = 60

/** A table of any length: only the rows in sight are drawn. On a phone each row becomes two lines. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, count, onVisible } = props
  const isPhone = useMediaQuery('(max-width: 47.99em)') ?? false
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isPhone ? phoneRowHeight : rowHeight),
    overscan: 8,
  })
  useEffect(() => virtual.measure(), [virtual, isPhone])
  const items = virtual.getVirtualItems()
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  useEffect(() => onVisible?.(first, last), [first, last, onVisible])

  const tracks = columns.map(({ width = 'minmax(6rem, 1fr)' }) => width).join(' ')
  return (
    <div ref={scroller} className={styles.scroller}>
      <div
        role="table"
        aria-label={label}
        aria-rowcount={count + 1}
        className={styles.table}
        style={{ '--tracks': tracks } as CSSProperties}
      >
        <div role="rowgroup" className={styles.head}>
          <div role="row" aria-rowindex={1} className={styles.row}>
            {columns.map((column) => (
              <Head key={column.name} column={column} {...props} />
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, size }) => (
            <BodyRow
              key={index}
              {...props}
              isPhone={isPhone}
              index={index}
              style={{ height: size, transform: `translateY(${start}px)` }}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

function Head<Row>({ column, sort, onSort }: { column: Column<Row> } & DataTableProps<Row>) {
  const { name, label, align, sortable } = column
  const direction = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : undefined
  const Arrow = direction === 'ascending' ? IconChevronUp : IconChevronDown
  return (
    <div role="columnheader" data-align={align} aria-sort={direction} className={styles.cell}>
      {sortable && onSort ? (
        <UnstyledButton className={styles.sort} onClick={() => onSort(direction === 'descending' ? name : `-${name}`)}>
          {label}
          {direction && <Arrow size={13} aria-hidden />}
        </UnstyledButton>
      ) : (
        label
      )}
    </div>
  )
}

type BodyRowProps<Row> = DataTableProps<Row> & { index: number; isPhone: boolean; style: CSSProperties }

function BodyRow<Row>({ columns, rowAt, keyOf, linkOf, isNew, index, isPhone, style }: BodyRowProps<Row>) {
  const row = rowAt(index)
  if (row === undefined) {
    return (
      <div role="row" aria-rowindex={index + 2} className={styles.row} style={style} data-pending>
        <div role="cell" className={styles.cell}>
          <Skeleton height={10} width={`${35 + ((index * 17) % 50)}%`} />
        </div>
      </div>
    )
  }
  const shown = isPhone ? phoneColumns(columns) : columns
  const link = linkOf?.(row)
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={styles.row}
      style={style}
      data-key={keyOf(row)}
      data-new={isNew?.(row) || undefined}
    >
      {shown.map((column, at) => (
        <div key={column.name} role="cell" data-align={column.align} data-phone={column.phone} className={styles.cell}>
          {at === 0 && link !== undefined ? (
            <AppLink
              {...(typeof link === 'string' ? { to: link } : { ...link, resetScroll: false })}
              className={styles.link}
            >
              {column.cell(row)}
            </AppLink>
          ) : (
            column.cell(row)
          )}
        </div>
      ))}
    </div>
  )
}

function phoneColumns<Row>(columns: readonly Column<Row>[]): Column<Row>[] {
  const title = columns.find(({ phone }) => phone === 'title') ?? columns[0]
  const meta = columns.filter((column) => column.phone === 'meta' && column !== title)
  return title ? [title, ...meta] : []
}
