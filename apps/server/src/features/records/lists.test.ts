import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { records, type RecordSnapshot } from '@pulse/contract'
import type { TestWorkspace } from '#test/app'
import { sharedApp } from '#test/shared'

describe('lists', () => {
  const params = { plural: 'orders' }
  const countries = ['Norway', 'Kenya', null, 'Chile']

  async function filled(count: number) {
    const workspace = await (await sharedApp()).workspace()
    const drafts = Array.from({ length: count }, (_, index) => ({
      orderNumber: `N-${String(index).padStart(4, '0')}`,
      country: countries[index % 4],
      currency: 'EUR',
      lines: index % 5 === 0 ? undefined : [{ quantity: 1, unitPrice: (index * 7) % 13 }],
      status: index % 3 === 0 ? 'confirmed' : 'pending',
    }))
    await workspace.call(records.createRecords, { params, body: { records: drafts } })
    return { ...workspace, drafts }
  }

  const walk = async ({ call }: TestWorkspace, query: Record<string, unknown>) => {
    const seen: RecordSnapshot[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { data: RecordSnapshot[]; nextCursor: string | null } = await call(records.listRecords, {
        params,
        query: { ...query, ...(cursor && { cursor }) },
      })
      seen.push(...page.data)
      cursor = page.nextCursor
    }
    return seen
  }

  it('page by cursor through every row once, in order, empty values last, for every kind of sort', async () => {
    const workspace = await filled(60)
    for (const sort of [
      'createdAt',
      '-createdAt',
      'orderNumber',
      '-orderNumber',
      'country',
      '-country',
      'total',
      '-total',
      'status',
      'updatedAt',
      'id',
      'notes',
      '-currency',
    ]) {
      const seen = await walk(workspace, { sort, limit: 7 })
      assert.equal(new Set(seen.map(({ id }) => id)).size, 60, sort)
      const name = sort.replace('-', '')
      const values = seen.map((row) =>
        name === 'total' ? ((row['total'] as { amount: number } | null)?.amount ?? null) : (row[name] ?? null),
      )
      const filledIn = values.filter((value) => value !== null)
      assert.deepEqual(values.slice(0, filledIn.length), filledIn, `${sort}: empty values come last`)
      const sorted = filledIn.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      assert.deepEqual(filledIn, sort.startsWith('-') ? sorted.toReversed() : sorted, sort)
    }
  })

  it('page exactly by long texts, whatever they are made of', async () => {
    const workspace = await (await sharedApp()).workspace()
    const texts = ['x', '😀', '\u0001', '"'].flatMap((letter) =>
      [239, 300, 450].flatMap((length) => ['', '1', '2'].map((start) => `${start}${letter.repeat(length)}`)),
    )
    const drafts = texts.map((text, index) => ({ orderNumber: `${index}`, country: text, notes: text.repeat(20) }))
    await workspace.call(records.createRecords, { params, body: { records: drafts } })
    for (const sort of ['notes', '-notes', 'country', '-country']) {
      const seen = await walk(workspace, { sort, limit: 1 })
      assert.deepEqual([seen.length, new Set(seen.map(({ id }) => id)).size], [texts.length, texts.length], sort)
    }
  })

  it('filter by what is indexed and by what is not', async () => {
    const workspace = await filled(40)
    const count = async (query: Record<string, unknown>) => (await walk(workspace, { ...query, limit: 200 })).length
    assert.equal(await count({ country: 'Kenya' }), 10)
    assert.equal(await count({ 'country[in]': 'Kenya,Chile' }), 20)
    assert.equal(
      await count({ country: 'Kenya', status: 'confirmed' }),
      workspace.drafts.filter((draft) => draft.country === 'Kenya' && draft.status === 'confirmed').length,
    )
    assert.equal(
      await count({ 'total[gte]': 500, 'total[lte]': 900 }),
      workspace.drafts.filter(({ lines }) => lines && lines[0] && lines[0].unitPrice >= 5 && lines[0].unitPrice <= 9)
        .length,
    )
    assert.equal(await count({ currency: 'EUR' }), 40)
    assert.equal(await count({ currency: 'USD' }), 0)
    assert.equal(await count({ 'createdAt[gte]': '2020-01-01' }), 40)
  })

  it('find long texts whole though the index keeps only their start', async () => {
    const { call } = await (await sharedApp()).workspace()
    const start = 'x'.repeat(300)
    for (const end of ['a', 'b']) await call(records.createRecord, { params, body: { orderNumber: `${start}${end}` } })
    const { data } = await call(records.listRecords, { params, query: { orderNumber: `${start}b` } })
    assert.deepEqual(
      data.map((row) => row['orderNumber']),
      [`${start}b`],
    )
  })

  it('count, number and link their pages', async () => {
    const { request } = await filled(25)
    const answer = await request('GET', '/api/orders?limit=10&page=2&status=pending')
    const pending = 16
    assert.equal(answer.headers.get('x-total-count'), String(pending))
    assert.deepEqual([answer.headers.get('x-page'), answer.headers.get('x-limit')], ['2', '10'])
    assert.equal(
      answer.headers.get('link'),
      '</api/orders?limit=10&page=1&status=pending>; rel="first", </api/orders?limit=10&page=1&status=pending>; rel="prev", </api/orders?limit=10&page=2&status=pending>; rel="last"',
    )
    assert.deepEqual(
      [answer.body['success'], (answer.body.data as unknown[]).length, answer.body['total']],
      [true, 6, pending],
    )
    const first = await request('GET', '/api/v1/orders?limit=10')
    assert.equal(first.headers.get('x-page'), '1')
    const next = await request('GET', `/api/v1/orders?limit=10&cursor=${String(first.body['nextCursor'])}`)
    assert.deepEqual([next.headers.get('x-page'), next.headers.get('x-limit')], [null, '10'])
    assert.match(first.headers.get('link') ?? '', /rel="next"/)
    assert.equal(Object.keys(first.body).join(), 'data,nextCursor,total')
  })

  it('say that they stopped counting', async () => {
    const workspace = await (await sharedApp()).workspace()
    for (let batch = 0; batch < 11; batch++) {
      const drafts = Array.from({ length: 1_000 }, (_, index) => ({ lastName: `Many ${batch} ${index}` }))
      await workspace.call(records.createRecords, { params: { plural: 'contacts' }, body: { records: drafts } })
    }
    const answer = await workspace.request('GET', '/api/v1/contacts?limit=1')
    assert.deepEqual([answer.headers.get('x-total-count'), answer.body['total']], ['10000+', undefined])
  })
})
