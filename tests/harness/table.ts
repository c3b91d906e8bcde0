import type { Locator, Page } from '@playwright/test'

/** A row as it is drawn: its place in the list and the record or event it shows. */
export interface DrawnRow {
  index: number
  /** Nothing while it is read. */
  key: string | null
}

const headRows = 2

/** A long list on a page, of which only the rows in sight are drawn. */
export interface LongList {
  table: Locator
  drawn(): Promise<DrawnRow[]>
  /** Scrolls so that a row comes to the top. */
  scrollTo(index: number): Promise<void>
  /** How many rows there are, those still to be read included. */
  count(): Promise<number>
}

export function longList(page: Page, name: string): LongList {
  const table = page.getByRole('table', { name, exact: true })
  return {
    table,
    drawn: () =>
      table
        .locator('[role=row][aria-rowindex]:not([aria-rowindex="1"])')
        .evaluateAll((rows) =>
          rows.map((row): [string | null, string | null] => [
            row.getAttribute('aria-rowindex'),
            row.getAttribute('data-key'),
          ]),
        )
        .then((rows) => rows.map(([index, key]) => ({ index: Number(index) - headRows, key }))),
    scrollTo: async (index) => {
      const height = await table
        .locator('[role=row][data-key]')
        .first()
        .evaluate((row) => row.getBoundingClientRect().height)
      await table.locator('..').evaluate((scroller, top) => scroller.scrollTo({ top }), index * height)
    },
    count: async () => Number(await table.getAttribute('aria-rowcount')) - 1,
  }
}
