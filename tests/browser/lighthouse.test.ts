import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { chromium, type BrowserContext } from '@playwright/test'
import lighthouse from 'lighthouse'
import { launchOptions, whyNoBrowser } from '../harness/browser.ts'
import { pages, type ShownPage } from '../harness/pages.ts'
import { startSeeded, type Seeded } from '../harness/seeded.ts'

const least = 95
const measured = ['home', 'records', 'record', 'webhooks', 'signIn'] as const
const categories = ['accessibility', 'best-practices']

describe('lighthouse', { skip: whyNoBrowser() }, () => {
  const profile = mkdtempSync(join(tmpdir(), 'pulse-lighthouse-'))
  let seeded: Seeded
  let browser: BrowserContext
  before(async () => {
    seeded = await startSeeded()
    browser = await openProfile(profile, seeded)
  })
  after(async () => {
    await browser.close()
    await seeded[Symbol.asyncDispose]()
    rmSync(profile, { recursive: true, force: true })
  })

  for (const name of measured) {
    it(`${name}: accessibility and best practices score ${least} or more`, async () => {
      const { path }: ShownPage = pages[name]
      const result = await lighthouse(seeded.origin + path(seeded.places), {
        port: debuggingPort(profile),
        onlyCategories: categories,
        // The key this browser signed in with stays.
        disableStorageReset: true,
        disableFullPageScreenshot: true,
        maxWaitForLoad: 15_000,
        formFactor: 'desktop',
        screenEmulation: { disabled: true },
        logLevel: 'error',
      })
      assert.ok(result)
      const { lhr } = result
      assert.equal(lhr.runtimeError, undefined)
      const scores = Object.values(lhr.categories).map(({ id, score }) => ({
        id,
        score: Math.round((score ?? 0) * 100),
      }))
      const faults = Object.values(lhr.audits)
        .filter(({ score }) => score !== null && score < 1)
        .map(({ id, title, displayValue = '' }) => `${id}: ${title} ${displayValue}`)
      assert.equal(lhr.finalDisplayedUrl, seeded.origin + path(seeded.places))
      for (const { id, score } of scores) assert.ok(score >= least, `${id} ${score}:\n${faults.join('\n')}`)
    })
  }
})

/** A profile that is signed in: Lighthouse opens a page of its own in it. */
async function openProfile(profile: string, { key }: Seeded): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    ...launchOptions,
    args: [...launchOptions.args, '--remote-debugging-port=0'],
    viewport: null,
  })
  await context.addInitScript(
    `sessionStorage.setItem('pulse.live', 'off'); localStorage.setItem('pulse.key', '${key}')`,
  )
  return context
}

/** Chromium writes the port it chose into its profile. */
const debuggingPort = (profile: string) =>
  Number(readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0])
