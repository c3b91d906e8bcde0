import { existsSync } from 'node:fs'
import { chromium, expect as patient, type Browser, type Page } from '@playwright/test'

const executablePath = '/usr/bin/chromium'
const isRoot = process.getuid?.() === 0

/** How the browser of the system is started; as root it cannot have a sandbox. */
export const launchOptions = { executablePath, args: isRoot ? ['--no-sandbox'] : [] }
export const launchBrowser = (): Promise<Browser> => chromium.launch(launchOptions)

/** Why nothing can be done in a browser here, or false. */
export const whyNoBrowser = () =>
  existsSync(executablePath) ? false : 'needs Chromium, which the test command installs as root on Debian'

/** Waits for what a page shows, with patience for a busy machine. */
export const expect = patient.configure({ timeout: 15_000 })

export interface Visit {
  /** Where the server is. */
  origin: string
  /** Signs in before the page opens. */
  key?: string
  path?: string
  size?: { width: number; height: number }
  scheme?: 'light' | 'dark'
  /** Begins with live updates paused. */
  isPaused?: boolean
  /** Hears the address of every request of the page. */
  onRequest?: (url: URL) => void
}

/** A page that nobody has used yet, in a browser context of its own: nothing of other windows is known there. */
export async function newWindow(browser: Browser, { origin, key, ...visit }: Visit): Promise<Page> {
  const { size = { width: 1_440, height: 900 }, scheme = 'light', isPaused = false, onRequest } = visit
  const localStorage = key === undefined ? [] : [{ name: 'pulse.key', value: key }]
  const context = await browser.newContext({
    viewport: size,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    storageState: { cookies: [], origins: [{ origin, localStorage }] },
  })
  context.setDefaultTimeout(15_000)
  // A blank page has no storage.
  if (isPaused) await context.addInitScript("if (self.origin !== 'null') sessionStorage.setItem('pulse.live', 'off')")
  const page = await context.newPage()
  if (onRequest) page.on('request', (request) => onRequest(new URL(request.url())))
  return page
}
