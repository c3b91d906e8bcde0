import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { records } from '@pulse/contract'
import type { Page } from '@playwright/test'
import { expect } from '../harness/browser.ts'
import { journey, sharedWorkspace, type Windows } from '../harness/journey.ts'
import { isLive } from '../harness/pages.ts'

describe('two windows', () => {
  journey('what one person changes shows up for another without a reload', async ({ open }) => {
    const { origin, key, call } = await sharedWorkspace()
    const params = { plural: 'orders' }
    const { id } = await call(records.createRecord, { params, body: { orderNumber: 'LIVE-1', trackingNumber: 'T-1' } })
    const list = await open({ origin, key, path: '/records/orders' })
    const one = await open({ origin, key, path: `/records/orders/${id}` })
    const log = await open({ origin, key, path: '/events' })
    const others = [list, one, log]
    for (const page of others) {
      await isLive(page)
      await page.evaluate('globalThis.wasLoadedOnce = true')
    }
    const row = list.locator(`[data-key="${id}"]`)
    await expect(row).toContainText('pending')

    const editor = await open({ origin, key, path: `/records/orders/${id}/edit` })
    await editor.getByLabel('Tracking number').fill('T-2')
    await editor.getByRole('combobox', { name: 'Status' }).click()
    await editor.getByRole('option', { name: 'confirmed' }).click()
    await editor.getByRole('button', { name: 'Save' }).click()
    await expect(editor.getByRole('heading', { name: 'LIVE-1' })).toBeVisible()

    await expect(row).toContainText('confirmed')
    await expect(one.getByText('T-2', { exact: true }).first()).toBeVisible()
    await expect(one.getByText('version 2')).toBeVisible()
    const entry = log.getByRole('row').filter({ hasText: 'order.updated' }).filter({ hasText: 'LIVE-1' })
    await expect(entry).toContainText('trackingNumber')
    for (const page of others) assert.equal(await page.evaluate('globalThis.wasLoadedOnce'), true)
  })

  journey('the second save shows both values and can keep mine', async (windows) => {
    const { second, id } = await conflict(windows, 'Mine')
    await second.getByRole('button', { name: 'Keep my changes' }).click()
    await expect(second.getByLabel('Job title')).toHaveValue('Second')
    await second.getByRole('button', { name: 'Save' }).click()
    await expect(second.getByText('version 3')).toBeVisible()
    const { call } = await sharedWorkspace()
    const { jobTitle, city } = await call(records.readRecord, { params: { plural: 'contacts', id } })
    assert.deepEqual({ jobTitle, city }, { jobTitle: 'Second', city: 'Lyon' })
  })

  journey('the second save shows both values and can take theirs', async (windows) => {
    const { second, id } = await conflict(windows, 'Theirs')
    await second.getByRole('button', { name: 'Take theirs' }).click()
    await expect(second.getByLabel('Job title')).toHaveValue('First')
    const { call } = await sharedWorkspace()
    const { version, jobTitle } = await call(records.readRecord, { params: { plural: 'contacts', id } })
    assert.deepEqual({ version, jobTitle }, { version: 2, jobTitle: 'First' })
  })
})

/** Two people edit one contact; both save, and the second sees what happened. */
async function conflict({ open, expectErrors }: Windows, lastName: string): Promise<{ second: Page; id: string }> {
  const { origin, key, call } = await sharedWorkspace()
  expectErrors(/status of 409/)
  const { id } = await call(records.createRecord, {
    params: { plural: 'contacts' },
    body: { lastName, jobTitle: 'Before', city: 'Oslo' },
  })
  const path = `/records/contacts/${id}/edit`
  const first = await open({ origin, key, path })
  const second = await open({ origin, key, path })
  await second.getByLabel('Job title').fill('Second')
  await first.getByLabel('Job title').fill('First')
  await first.getByLabel('City').fill('Lyon')
  await first.getByRole('button', { name: 'Save' }).click()
  await expect(first.getByText('version 2')).toBeVisible()
  await second.getByRole('button', { name: 'Save' }).click()
  const alert = second.getByRole('alert').filter({ hasText: 'Someone changed this in the meantime' })
  await expect(alert.getByRole('row', { name: 'Job title First Second' })).toBeVisible()
  await expect(alert.getByRole('row', { name: 'City Lyon not changed' })).toBeVisible()
  return { second, id }
}
