import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe } from 'node:test'
import { promisify } from 'node:util'
import { createClient, records } from '@pulse/contract'
import { expect } from '../harness/browser.ts'
import { journey } from '../harness/journey.ts'
import { isLive } from '../harness/pages.ts'

const run = promisify(execFile)

describe('the first start', () => {
  journey('leads from the printed link to a key, sample data and a first record of one’s own', async (windows) => {
    const { origin, setupPath } = await windows.startServer()
    const page = await windows.open({ origin, path: setupPath })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
    await page.getByLabel('Name of your workspace').fill('Lamp works')
    await expect(page.getByRole('radio', { name: 'Sample data' })).toBeChecked()
    await page.getByRole('button', { name: 'Create the workspace' }).click()

    await expect(page.getByRole('heading', { name: 'Lamp works is ready' })).toBeVisible()
    const key = (await page.getByLabel('your API key', { exact: true }).textContent()) ?? ''
    assert.match(key, /^pulse_\w+/)
    await expect(page.getByRole('progressbar')).toBeVisible()
    await expect(page.getByText('sample records are there.')).toBeVisible({ timeout: 60_000 })

    await page.getByRole('button', { name: 'Open the workspace' }).click()
    await expect(page.getByRole('heading', { name: 'Lamp works', level: 1 })).toBeVisible()
    await isLive(page)
    assert.ok(!(await page.locator('main').innerText()).includes(key), 'the key is not shown a second time')

    await page.getByRole('button', { name: 'Copy command with your key' }).click()
    const command = (await page.evaluate('navigator.clipboard.readText()')) as string
    const { stdout } = await run('bash', ['-c', command])
    const { orderNumber, id } = JSON.parse(stdout) as { orderNumber: string; id: string }
    await expect(page.getByRole('list', { name: 'Latest events' }).getByText(orderNumber)).toBeVisible()
    const made = await createClient({ baseUrl: origin, token: key })(records.readRecord, {
      params: { plural: 'orders', id },
    })
    assert.equal(made['orderNumber'], orderNumber)

    const again = await windows.open({ origin, path: setupPath })
    windows.expectErrors(/status of 4\d\d.*\/setup/)
    await again.getByRole('button', { name: 'Create the workspace' }).click()
    await expect(again.getByRole('alert')).toContainText(/link/)
  })
})
