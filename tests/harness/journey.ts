import { mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { after, it } from 'node:test'
import type { Browser, Page } from '@playwright/test'
import { launchBrowser, newWindow, whyNoBrowser, type Visit } from './browser.ts'
import { startEmpty, startWorkspace, type Server, type Workspace } from './workspace.ts'

const root = join(import.meta.dirname, '../..')
const results = join(root, 'test-results')

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

let browser: Promise<Browser> | undefined
let workspace: Promise<Workspace> | undefined

/** The workspace that tests share within their process when they look at nothing but what they made. */
export const sharedWorkspace = (): Promise<Workspace> => (workspace ??= startWorkspace())

after(async () => {
  await (await browser)?.close()
  await (await workspace)?.[Symbol.asyncDispose]()
})

/** What a test has open, and what the consoles of its pages said. */
class Stage implements Windows {
  readonly pages: Page[] = []
  readonly errors: string[] = []
  readonly #expected: RegExp[] = []
  readonly #servers: Server[] = []

  readonly startServer = () => this.#keep(startEmpty())
  readonly startWorkspace = () => this.#keep(startWorkspace())
  readonly expectErrors = (...more: RegExp[]) => void this.#expected.push(...more)

  readonly open = async (visit: Visit) => {
    const page = await newWindow(await (browser ??= launchBrowser()), visit)
    this.pages.push(page)
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(`${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => this.errors.push(String(error.stack ?? error)))
    await page.goto(new URL(visit.path ?? '/', visit.origin).href)
    return page
  }

  refuseErrors(): void {
    if (this.errors.some((error) => !this.#expected.some((pattern) => pattern.test(error))))
      throw new Error('The console of a page shows errors.')
  }

  async close(): Promise<void> {
    await Promise.all(this.pages.map((page) => page.context().close()))
    await Promise.all(this.#servers.map((server) => server[Symbol.asyncDispose]()))
  }

  async #keep<Item extends Server>(starting: Promise<Item>): Promise<Item> {
    const server = await starting
    this.#servers.push(server)
    return server
  }
}

/** A test with windows: fails on any error on a page's console, and leaves a picture of each window when it fails. */
export function journey(name: string, run: (windows: Windows) => Promise<void>): void {
  it(name, { skip: whyNoBrowser() }, async () => {
    const stage = new Stage()
    try {
      await run(stage)
      stage.refuseErrors()
    } catch (error) {
      throw await withEvidence(error, name, stage)
    } finally {
      await stage.close()
    }
  })
}

/** The failure with what one needs to see: where each window was, a picture of it, and what its console said. */
async function withEvidence(thrown: unknown, name: string, { pages, errors }: Stage): Promise<Error> {
  mkdirSync(results, { recursive: true })
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
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
  const { message, stack = '' } = thrown instanceof Error ? thrown : new Error(String(thrown))
  const said = [...Map.groupBy(errors, (text) => text)].map(([text, all]) => `console, ${all.length} times: ${text}`)
  const result = new Error([message, ...pictures, ...said].join('\n'))
  result.stack = [result.message, ...stack.split('\n').filter((line) => /^ +at /.test(line))].join('\n')
  return result
}
