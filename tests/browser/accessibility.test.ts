import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { records } from '@pulse/contract'
import { paths } from '../../apps/web/src/paths.ts'
import { expect, whyNoBrowser } from '../harness/browser.ts'
import { journey } from '../harness/journey.ts'
import { isLive, isShown, pages, schemes, show, sizes } from '../harness/pages.ts'
import { startSeeded, type Seeded } from '../harness/seeded.ts'

const router = join(import.meta.dirname, '../../apps/web/src/router.tsx')

/** Serious and critical faults that axe finds, each with where it is and why. */
async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    )
}

it('every route of the app is a page of the table', () => {
  const pattern = (path: string) => path.replaceAll(/\$\w+/g, '$')
  const known = new Set(
    Object.values(paths).map((path) => pattern(typeof path === 'string' ? path : path('$first', '$second'))),
  )
  const routes = [...readFileSync(router, 'utf8').matchAll(/\bat\('([^']+)'\)/g)].map(([, path = '']) => pattern(path))
  assert.ok(routes.length > 10, 'the router is read')
  assert.deepEqual(
    routes.filter((path) => !known.has(path)),
    [],
  )
})

describe('accessibility', { skip: whyNoBrowser() }, () => {
  let seeded: Seeded
  before(async () => {
    seeded = await startSeeded()
  })
  after(() => seeded[Symbol.asyncDispose]())

  for (const [name, shown] of Object.entries(pages)) {
    journey(`${name}: no serious fault on a desk or a phone, light or dark`, async ({ open }) => {
      const { origin, key, places } = seeded
      const isHome = name === 'home'
      const path = shown.path(places)
      const page = await open({ origin, path, isPaused: !isHome, ...(!shown.isPublic && { key }) })
      await isShown(page, shown)
      if (isHome) await isLive(page)
      const faults: string[] = []
      for (const size of Object.keys(sizes) as (keyof typeof sizes)[]) {
        for (const scheme of schemes) {
          await show(page, size, scheme)
          faults.push(...(await faultsOf(page)).map((fault) => `${size}, ${scheme}: ${fault}`))
        }
      }
      assert.deepEqual(faults, [])
    })
  }

  for (const scheme of schemes) {
    journey(`what opens over a page has no serious fault: ${scheme}`, async ({ open, expectErrors }) => {
      const { origin, key, places, call } = seeded
      const { plural, recordId: id, webhookId } = places
      const faults: string[] = []
      const look = async (page: Page) => void faults.push(...(await faultsOf(page)))

      const phone = await open({ origin, key, scheme, size: sizes.phone, isPaused: true })
      await phone.getByRole('button', { name: 'Open navigation' }).click()
      await expect(phone.getByRole('dialog').getByRole('link', { name: 'Webhooks' })).toBeVisible()
      await look(phone)

      const page = await open({ origin, key, scheme, path: paths.record(plural, id), isPaused: true })
      await page.getByRole('button', { name: 'Delete' }).click()
      await expect(page.getByRole('dialog').getByRole('button', { name: 'Delete the order' })).toBeVisible()
      await look(page)

      await page.goto(origin + paths.newRecord('contacts'))
      await page.getByLabel('Email').fill('nobody')
      await page.getByRole('button', { name: 'Create the contact' }).click()
      await expect(page.getByRole('alert')).toBeVisible()
      await look(page)

      await page.goto(origin + paths.editRecord(plural, id))
      await page.getByLabel('Tracking number').fill(`mine, ${scheme}`)
      await call(records.patchRecord, { params: { plural, id }, body: { trackingNumber: `theirs, ${scheme}` } })
      expectErrors(/status of 409/)
      await page.getByRole('button', { name: 'Save' }).click()
      await expect(page.getByRole('button', { name: 'Take theirs' })).toBeVisible()
      await look(page)

      await page.goto(origin + paths.webhook(webhookId))
      await page.getByRole('row').filter({ hasText: 'order.created' }).getByRole('link').click()
      await expect(page.getByRole('dialog', { name: 'Delivery' }).getByText('Attempt 1')).toBeVisible()
      await look(page)
      assert.deepEqual(faults, [])
    })
  }
})
