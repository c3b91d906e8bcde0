import { existsSync, mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { after, it } from 'node:test'
import { chromium, expect as base, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { startEmpty, startWorkspace, type Server, type Workspace } from './workspace.ts'

const root = join(import.meta.dirname, '../..')
const results = join(root, 'test-results')
const executablePath = '/usr/bin/chromium'
export const launchOptions = { executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] }

/** Why tests with a browser cannot run here, or false. */
export const withoutBrowser = existsSync(executablePath) ? false : 'needs Chromium: as root, apt install chromium'

/** Waits for what a page shows, with patience for a busy machine. */
export const expect = base.configure({ timeout: 15_000 })

let shared: Promise<Browser> | undefined
/** The browser that all tests of the process share. */
const sharedBrowser = (): Promise<Browser> => (shared ??= chromium.launch(launchOptions))

after(async () => {
  const browser = await shared
  await browser?.close()
})

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

/** The windows of one test, each a person's own browser. */
export interface Windows {
  /** A server of the test's own, as it first starts; it ends after the windows are closed. */
  startServer(): Promise<Server>
  /** The same with an empty workspace. */
  startWorkspace(): Promise<Workspace>
  open(visit: Visit): Promise<Page>
  /** Errors on the console that the test brings about: a request the server refuses shows up there too. */
  expectErrors(...expected: RegExp[]): void
}

/** A test with windows: fails on any error on a page's console, and leaves a picture of each window when it fails. */
export function journey(name: string, run: (windows: Windows) => Promise<void>): void {
  it(name, { skip: withoutBrowser }, async () => {
    const servers: Server[] = []
    const open: BrowserContext[] = []
    const errors: string[] = []
    const expected: RegExp[] = []
    const windows: Windows = {
      startServer: () => keep(servers, startEmpty()),
      startWorkspace: () => keep(servers, startWorkspace()),
      open: async (visit) => {
        const context = await newContext(visit)
        open.push(context)
        return openPage(context, visit, errors)
      },
      expectErrors: (...more) => void expected.push(...more),
    }
    try {
      await run(windows)
      refuse(errors, expected)
    } catch (error) {
      throw await withEvidence(error, { name, open, errors })
    } finally {
      await Promise.all(open.map((context) => context.close()))
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()))
    }
  })
}

async function keep<Item extends Server>(list: Server[], starting: Promise<Item>): Promise<Item> {
  const item = await starting
  list.push(item)
  return item
}

async function newContext({ origin, key, size, scheme = 'light', isPaused = false }: Visit): Promise<BrowserContext> {
  const browser = await sharedBrowser()
  const localStorage = key === undefined ? [] : [{ name: 'pulse.key', value: key }]
  const context = await browser.newContext({
    viewport: size ?? { width: 1_440, height: 900 },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    storageState: { cookies: [], origins: [{ origin, localStorage }] },
  })
  context.setDefaultTimeout(15_000)
  if (isPaused) await context.addInitScript("sessionStorage.setItem('pulse.live', 'off')")
  return context
}

async function openPage(
  context: BrowserContext,
  { origin, path = '/', onRequest }: Visit,
  errors: string[],
): Promise<Page> {
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => errors.push(String(error.stack ?? error)))
  if (onRequest) page.on('request', (request) => onRequest(new URL(request.url())))
  await page.goto(origin + path)
  return page
}

function refuse(errors: readonly string[], expected: readonly RegExp[]): void {
  const unexpected = errors.filter((error) => !expected.some((pattern) => pattern.test(error)))
  if (unexpected.length > 0) throw new Error('The console of a page shows errors.')
}

interface Evidence {
  name: string
  open: readonly BrowserContext[]
  errors: readonly string[]
}

/** The failure with what one needs to see: where each window was, a picture of it, and what its console said. */
async function withEvidence(error: unknown, { name, open, errors }: Evidence): Promise<Error> {
  mkdirSync(results, { recursive: true })
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
  const pages = open.flatMap((context) => context.pages())
  const pictures = await Promise.all(
    pages.map(async (page, index) => {
      const path = join(results, `${slug}-${index + 1}.png`)
      const outcome = await page.screenshot({ path, timeout: 5_000 }).then(
        () => relative(root, path),
        () => 'no picture',
      )
      return `window ${index + 1} at ${page.url()}: ${outcome}`
    }),
  )
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  const said = [...Map.groupBy(errors, (text) => text)].map(([text, all]) => `console, ${all.length} times: ${text}`)
  const result = new Error([message, ...pictures, ...said].join('\n'))
  result.stack = [result.message, ...stack.split('\n').filter((line) => /^ +at /.test(line))].join('\n')
  return result
}
