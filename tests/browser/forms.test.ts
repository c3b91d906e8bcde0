import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { records } from '@pulse/contract'
import { expect } from '../harness/browser.ts'
import { journey, sharedWorkspace } from '../harness/journey.ts'

describe('bad input', () => {
  journey('a form complains beside each field in words, and nothing is written', async ({ open }) => {
    const { origin, key } = await sharedWorkspace()
    const writes: string[] = []
    const page = await open({ origin, key, path: '/records/contacts/new' })
    page.on('request', (request) => {
      if (request.method() !== 'GET') writes.push(request.url())
    })
    await page.getByLabel('Email').fill('nobody')
    await page.getByLabel('LinkedIn').fill('not an address')
    await page.getByRole('button', { name: 'Create the contact' }).click()
    await expect(page.getByLabel('Email')).toHaveAccessibleDescription(/e-mail address/)
    await expect(page.getByLabel('LinkedIn')).toHaveAccessibleDescription(/URL/i)
    await expect(page.getByRole('alert')).toContainText('email, linkedinUrl')

    await page.goto(`${origin}/records/orders/new`)
    await page.getByRole('button', { name: 'Create the order' }).click()
    await expect(page.getByLabel('Order number')).toHaveAccessibleDescription('Is required.')
    assert.deepEqual(writes, [])
    await expect(page).toHaveURL(`${origin}/records/orders/new`)
  })

  journey('what only the server can know stands beside the field too', async ({ open, expectErrors }) => {
    const { origin, key, call } = await sharedWorkspace()
    const params = { plural: 'orders' }
    await call(records.createRecord, { params, body: { orderNumber: 'TAKEN-1' } })
    const page = await open({ origin, key, path: '/records/orders/new' })
    expectErrors(/status of 409/)
    await page.getByLabel('Order number').fill('TAKEN-1')
    await page.getByRole('button', { name: 'Create the order' }).click()
    await expect(page.getByLabel('Order number')).toHaveAccessibleDescription(/exists already|unique|taken/i)
    const { data } = await call(records.listRecords, { params, query: { orderNumber: 'TAKEN-1' } })
    assert.equal(data.length, 1)
  })

  for (const path of ['/nowhere', '/records/unicorns', '/records/contacts/a/b/c'])
    journey(`an unknown address shows the not-found page: ${path}`, async ({ open }) => {
      const { origin, key } = await sharedWorkspace()
      const page = await open({ origin, key, path })
      await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible()
      await page.getByRole('link', { name: 'Go home' }).click()
      await expect(page).toHaveURL(`${origin}/`)
    })

  journey('a record that does not exist is said to be missing', async ({ open, expectErrors }) => {
    const { origin, key } = await sharedWorkspace()
    expectErrors(/status of 404/)
    const page = await open({ origin, key, path: '/records/contacts/019c6a0f-9a40-7000-8000-c3d1e5f60718' })
    await expect(page.getByRole('alert')).toContainText(/not|no such/i)
  })

  journey('signing in with a wrong key says so, with the right one leads where one wanted to go', async (windows) => {
    const { origin, key } = await sharedWorkspace()
    windows.expectErrors(/status of 401/)
    const page = await windows.open({ origin, path: '/records/orders?sort=orderNumber' })
    const field = page.getByLabel('API key')
    await field.fill('pulse_wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(field).toHaveAccessibleDescription(/key is unknown, revoked or expired/)
    await field.fill(key)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Orders', level: 1 })).toBeVisible()
    await expect(page).toHaveURL(/sort=orderNumber/)
  })
})
