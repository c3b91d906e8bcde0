import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { eventLog, records, type Call } from '@pulse/contract'
import type { Page } from '@playwright/test'
import { expect } from '../harness/browser.ts'
import { journey } from '../harness/journey.ts'
import { isLive } from '../harness/pages.ts'
import { longList } from '../harness/table.ts'

const params = { plural: 'contacts' }
const named = async (call: Call, lastName: string) =>
  (await call(records.listRecords, { params, query: { lastName } })).data.length

/** What a browser says on its console while a server is away. */
const away = [/ERR_CONNECTION_REFUSED/, /ERR_CONNECTION_RESET/, /ERR_INCOMPLETE_CHUNKED_ENCODING/, /ERR_EMPTY_RESPONSE/]

async function fillContact(page: Page, lastName: string) {
  await page.getByLabel('Last name').fill(lastName)
  await page.getByRole('button', { name: 'Create the contact' }).click()
}

/** The ids of all events, as the API lists them. */
async function everyEvent(call: Call): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { data: { id: string }[]; nextCursor: string | null } = await call(eventLog.listEvents, {
      query: { limit: 200, ...(cursor && { cursor }) },
    })
    ids.push(...page.data.map(({ id }) => id))
    cursor = page.nextCursor
  }
  return ids
}

/** Every row of the log from top to bottom, by scrolling through it. */
async function everyRow(page: Page): Promise<string[]> {
  const list = longList(page, 'Events')
  const rows = new Map<number, string>()
  await list.scrollTo(0)
  for (let next = 0; next < (await list.count()); next = rows.size) {
    await list.scrollTo(next)
    await expect(async () => {
      const drawn = await list.drawn()
      for (const { index, key } of drawn) if (key !== null) rows.set(index, key)
      assert.ok(rows.has(next), `row ${next} is not read`)
    }).toPass({ timeout: 10_000, intervals: [20] })
  }
  return [...rows].sort(([a], [b]) => a - b).map(([, key]) => key)
}

describe('while the server is away', () => {
  journey(
    'what is saved waits, says so, and is saved exactly once when it is back',
    async ({ startWorkspace, open, expectErrors }) => {
      const workspace = await startWorkspace()
      const { origin, key, call } = workspace
      expectErrors(...away)
      const page = await open({ origin, key, path: '/records/contacts/new' })
      await page.getByLabel('Last name').focus()
      await workspace.kill()
      await fillContact(page, 'Patient')
      const banner = page.getByRole('status').filter({ hasText: 'will be sent again by itself' })
      await expect(banner).toContainText('1 request')
      await workspace.restart()
      await expect(page.getByRole('heading', { name: 'Patient' })).toBeVisible()
      await expect(banner).toBeHidden()
      assert.equal(await named(call, 'Patient'), 1)
    },
  )

  journey(
    'an answer that got lost on the way makes no second record',
    async ({ startWorkspace, open, expectErrors }) => {
      const workspace = await startWorkspace()
      const { origin, key, call } = workspace
      expectErrors(/ERR_FAILED/)
      const page = await open({ origin, key, path: '/records/contacts/new' })
      let lost = 0
      await page.route('**/api/v1/contacts', async (route) => {
        if (lost > 0 || route.request().method() !== 'POST') return route.continue()
        await route.fetch()
        lost++
        return route.abort()
      })
      await fillContact(page, 'Once')
      await expect(page.getByRole('heading', { name: 'Once' })).toBeVisible()
      assert.equal(lost, 1)
      assert.equal(await named(call, 'Once'), 1)
    },
  )

  journey(
    'the event log goes on where it stopped: every event once, none missing',
    async ({ startWorkspace, open, expectErrors }) => {
      const workspace = await startWorkspace()
      const { origin, key, call } = workspace
      expectErrors(...away)
      const page = await open({ origin, key, path: '/events' })
      await isLive(page)
      let serial = 0
      const write = async (count: number) => {
        const numbers = Array.from({ length: count }, () => ++serial)
        await Promise.all(
          numbers.map((at) => call(records.createRecord, { params, body: { lastName: `Event ${at}` } })),
        )
      }
      for (let round = 0; round < 3; round++) {
        await write(60)
        // Killed while the last of them are still on their way to the page.
        await workspace.kill()
        await workspace.restart()
        await write(40)
      }
      const events = await everyEvent(call)
      await expect(page.locator(`[data-key="${events[0]}"]`)).toBeVisible()
      const rows = await everyRow(page)
      assert.equal(new Set(rows).size, rows.length, 'no event is shown twice')
      assert.deepEqual(new Set(rows), new Set(events))
    },
  )
})
