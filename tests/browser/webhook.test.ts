import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { records, webhooks } from '@pulse/contract'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { startReceiver } from '../../apps/server/src/test/receiver.ts'
import { expect } from '../harness/browser.ts'
import { journey, sharedWorkspace } from '../harness/journey.ts'

describe('a webhook made in the app', () => {
  journey('delivers signed with the secret shown once, and shows the delivery and its attempt', async ({ open }) => {
    const { origin, key, call } = await sharedWorkspace()
    await using receiver = await startReceiver(() => ({ status: 200, body: '{"taken":true}' }))
    const page = await open({ origin, key, path: '/webhooks' })
    await page.getByRole('link', { name: 'New webhook' }).first().click()
    await page.getByLabel('URL').fill(`${receiver.url}/hooks`)
    await page.getByLabel('Name').fill('Warehouse')
    const events = page.getByRole('combobox', { name: 'Events' })
    await events.fill('order')
    await page.getByRole('option', { name: 'order.*', exact: false }).first().click()
    await page.getByRole('button', { name: 'Create the webhook' }).click()
    await expect(page.getByRole('heading', { name: 'Warehouse is ready' })).toBeVisible()
    const secret = (await page.getByLabel('signing secret', { exact: true }).textContent()) ?? ''
    await page.getByRole('link', { name: 'Open the webhook' }).click()
    await expect(page.getByText('Nothing was sent yet')).toBeVisible()
    assert.ok(!(await page.locator('main').innerText()).includes(secret), 'the secret is not shown a second time')

    await call(records.createRecord, { params: { plural: 'orders' }, body: { orderNumber: 'SIGNED-1' } })
    await receiver.count(1)
    const [{ body, headers } = assert.fail('nothing came')] = receiver.received
    const event = new StandardWebhook(secret).verify(body, headers as Record<string, string>) as { type: string }
    assert.equal(event.type, 'order.created')

    const row = page.getByRole('row').filter({ hasText: 'order.created' })
    await expect(row).toContainText('delivered')
    await row.getByRole('link').click()
    const delivery = page.getByRole('dialog', { name: 'Delivery' })
    await expect(delivery.getByText('Attempt 1')).toBeVisible()
    await expect(delivery.getByText('answered 200')).toBeVisible()
    await expect(delivery).toContainText(String(headers['webhook-id']))
    await expect(delivery).toContainText('SIGNED-1')
    await expect(delivery).toContainText('"taken": true')
  })

  journey('is refused with a word beside the field when its address is none', async ({ open, expectErrors }) => {
    const { origin, key, call } = await sharedWorkspace()
    const count = async () => (await call(webhooks.listWebhooks, { query: {} })).data.length
    const before = await count()
    const page = await open({ origin, key, path: '/webhooks/new' })
    expectErrors(/status of 400/)
    await page.getByLabel('URL').fill('warehouse')
    await page.getByRole('button', { name: 'Create the webhook' }).click()
    await expect(page.getByLabel('URL')).toHaveAccessibleDescription(/Must be an http or https URL/)
    await expect(page.getByRole('combobox', { name: 'Events' })).toHaveAccessibleDescription(/at least one event/)
    assert.equal(await count(), before)
  })
})
