import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { jobs, recordShape, records, samples, type ApiError } from '@pulse/contract'
import { modules } from '#modules/index'
import { pause } from '#kernel/clock'
import type { TestWorkspace } from '#test/app'
import { sharedApp } from '#test/shared'
import { createGenerator, planSamples, type Sample } from './generator.ts'
import { plantedAnomalies } from './moments.ts'

const types = modules.flatMap((module) => module.types)
const endMs = Date.parse('2026-03-10T12:00:00Z')
const dayMs = 86_400_000

function every(size: number, seed = 1): Sample[] {
  const plan = planSamples(types, size)
  const generate = createGenerator(plan, { seed, endMs })
  return plan.counts.flatMap(({ type, count }) => Array.from({ length: count }, (_, index) => generate(type, index)))
}

async function filled({ call }: TestWorkspace, body: { size: number; seed?: number; modules?: string[] }) {
  let job = await call(samples.fillWithSamples, { body })
  assert.deepEqual([job.state, job.task], ['queued', 'sample-data'])
  for (const begun = Date.now(); job.state !== 'done' && Date.now() - begun < 30_000; await pause(50))
    job = await call(jobs.readJob, { params: { id: job.id } })
  assert.deepEqual([job.state, job.done, job.error], ['done', job.total, null])
}

describe('sample data', () => {
  it('fits its types, and the same seed makes the same records', () => {
    const made = every(2_000)
    for (const { type, data } of made) {
      const shape = recordShape(types.find(({ name }) => name === type) ?? assert.fail(type))
      const parsed = shape.Draft.safeParse(data)
      assert.ok(parsed.success, `${type}: ${JSON.stringify(parsed.error?.issues)}`)
    }
    assert.deepEqual(every(2_000), made)
    assert.notDeepEqual(every(2_000, 2), made)
    assert.equal(new Set(made.map(({ data }) => data.id)).size, made.length)
  })

  it('refers only to records that are made before', () => {
    const seen = new Set<string>()
    for (const { type, data } of every(2_000)) {
      const references =
        types.find(({ name }) => name === type)?.fields.filter(({ kind }) => kind === 'reference') ?? []
      for (const { name } of references)
        assert.ok(data[name] === undefined || seen.has(data[name] as string), `${type}.${name}`)
      seen.add(data.id)
    }
  })

  it('is spread over the past year with quiet weekends and the planted anomalies', () => {
    const times = every(60_000).map(({ timeMs }) => timeMs)
    assert.ok(Math.min(...times) > endMs - 366 * dayMs && Math.max(...times) <= endMs)
    const perDay = Map.groupBy(times, (time) => Math.floor((endMs - time) / dayMs))
    const countOf = (daysAgo: number) => perDay.get(daysAgo)?.length ?? 0
    const weekday = (time: number) => new Date(time).getUTCDay()
    const sundays = times.filter((time) => weekday(time) === 0).length
    const tuesdays = times.filter((time) => weekday(time) === 2).length
    assert.ok(tuesdays > 3 * sundays, `${tuesdays} on Tuesdays, ${sundays} on Sundays`)
    for (const { daysAgo, factor } of plantedAnomalies) {
      const usual = (countOf(daysAgo + 7) + countOf(daysAgo - 7)) / 2
      const ratio = countOf(daysAgo) / usual
      assert.ok(
        factor > 1 ? ratio > factor * 0.7 : ratio < factor * 2 + 0.05,
        `${daysAgo} days ago: ${ratio.toFixed(2)}`,
      )
    }
  })

  it('is exactly as much as asked for', () => {
    for (const size of [100, 999, 3_000, 10_007]) {
      const { counts, total } = planSamples(types, size)
      assert.equal(total, size)
      assert.equal(every(size).length, size)
      assert.ok(counts.every(({ count }) => count > 0))
    }
  })

  it('has unique values that no other seed and no other run has', async () => {
    const app = await sharedApp()
    const workspace = await app.workspace()
    for (const seed of [1, 2, 1]) await filled(workspace, { size: 1_000, seed })
    const counts = await app.kernel.db(workspace.id).selectFrom('records').select('id').execute()
    assert.equal(counts.length, 3_000)
  })

  it('fills a workspace as a job that tells its progress', async () => {
    const workspace = await (await sharedApp()).workspace()
    const { call, request } = workspace
    await filled(workspace, { size: 400, modules: ['crm'] })
    const contacts = await call(records.listRecords, { params: { plural: 'contacts' }, query: { sort: 'createdAt' } })
    assert.ok(contacts.data.length > 20)
    assert.ok(Date.parse(contacts.data[0]?.createdAt ?? '') < Date.now() - 200 * dayMs)
    assert.equal((await call(records.listRecords, { params: { plural: 'orders' }, query: {} })).data.length, 0)
    const listed = await request('GET', '/api/v1/jobs')
    assert.equal((listed.body.data as unknown[]).length, 1)
  })

  it('refuses a module there is none of', async () => {
    const { call } = await (await sharedApp()).workspace()
    await assert.rejects(
      call(samples.fillWithSamples, { body: { modules: ['cmr'] } }),
      (error: ApiError) => error.code === 'module.unknown' && /"crm"/.test(error.issues[0]?.message ?? ''),
    )
  })
})
