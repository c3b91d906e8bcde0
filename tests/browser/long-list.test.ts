import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { records, type Call } from '@pulse/contract'
import { expect } from '../harness/browser.ts'
import { journey } from '../harness/journey.ts'
import { longList, type LongList } from '../harness/table.ts'

const size = 100_000
const batchSize = 1_000
const pageSize = 100
const mostDrawn = 80

async function fill(call: Call): Promise<void> {
  const starts = Array.from({ length: size / batchSize }, (_, index) => index * batchSize)
  const work = async () => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const batch = Array.from({ length: batchSize }, (_, at) => ({ lastName: `Contact ${start + at}` }))
      await call(records.createRecords, { params: { plural: 'contacts' }, body: { records: batch } })
    }
  }
  await Promise.all(Array.from({ length: 4 }, work))
}

/** The ids the API lists first, in its order. */
async function firstIds(call: Call, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | null = ''; cursor !== null && ids.length < count;) {
    const page: { data: { id: string }[]; nextCursor: string | null } = await call(records.listRecords, {
      params: { plural: 'contacts' },
      query: { sort: '-createdAt', limit: 200, ...(cursor && { cursor }) },
    })
    ids.push(...page.data.map(({ id }) => id))
    cursor = page.nextCursor
  }
  return ids
}

/** Goes to a row and waits until what is around it is read; the rows drawn must be those of the API, and few. */
async function look(list: LongList, index: number, ids: readonly string[]): Promise<void> {
  await expect(async () => {
    await list.scrollTo(index)
    const drawn = await list.drawn()
    assert.ok(drawn.length <= mostDrawn, `${drawn.length} rows are drawn`)
    assert.ok(
      drawn.some((row) => row.index === index),
      `row ${index} is not among those drawn`,
    )
    assert.deepEqual(
      drawn.map(({ key }) => key),
      drawn.map((row) => ids[row.index]),
    )
  }).toPass({ timeout: 15_000, intervals: [20] })
}

describe('a list of 100,000 records', () => {
  journey(
    'scrolls far and back: few rows are drawn, in order, and each page is read once',
    async ({ startWorkspace, open }) => {
      const { origin, key, call } = await startWorkspace()
      await fill(call)
      const far = 2_000
      const ids = await firstIds(call, far + 2 * pageSize)
      const reads: string[] = []
      const page = await open({
        origin,
        key,
        path: '/records/contacts',
        isPaused: true,
        onRequest: ({ pathname, searchParams }) => {
          if (pathname === '/api/v1/contacts') reads.push(searchParams.get('cursor') ?? 'first')
        },
      })
      await expect(page.getByText('More than 10,000 contacts')).toBeVisible()
      const list = longList(page, 'Contacts')
      await look(list, 0, ids)
      assert.ok(reads.length <= 2, `the first look reads ${reads.length} pages`)
      for (let index = pageSize; index < far; index += pageSize) await look(list, index, ids)
      assert.ok(reads.length >= far / pageSize, 'what is scrolled to is read')
      await look(list, far / 2, ids)
      await look(list, 0, ids)
      await look(list, far - 1, ids)
      assert.equal(new Set(reads).size, reads.length, 'no page is read twice')
    },
  )
})
