import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { CDPSession, Page } from '@playwright/test'
import { journey, sharedWorkspace } from '../harness/journey.ts'
import { isShown, pages } from '../harness/pages.ts'

const mostBytes = 250_000

interface Load {
  url: string
  bytes: number
}

/** What comes over the wire, headers included, each answer with its address. */
async function weigh(page: Page): Promise<readonly Load[]> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setExtraHTTPHeaders', { headers: { 'accept-encoding': 'gzip' } })
  const urls = new Map<string, string>()
  const loads: Load[] = []
  session.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength: bytes }) =>
    loads.push({ url: urls.get(requestId) ?? '', bytes }),
  )
  return loads
}

const sum = (loads: readonly Load[]) => loads.reduce((total, { bytes }) => total + bytes, 0)

describe('the first load', () => {
  journey('everything until the home page is shown stays within 250 KB, with gzip', async ({ open }) => {
    const { origin, key } = await sharedWorkspace()
    const page = await open({ origin, key, path: 'about:blank', isPaused: true })
    const loads = await weigh(page)
    await page.goto(origin)
    await isShown(page, pages.home)
    const fonts = loads.filter(({ url }) => url.endsWith('.woff2'))
    const shown = [...loads]
    assert.ok(fonts.length > 0, 'the font is counted')
    assert.ok(
      sum(shown) <= mostBytes,
      `${sum(shown)} bytes, ${sum(fonts)} of them fonts:\n${shown.map(({ url, bytes }) => `${bytes} ${url}`).join('\n')}`,
    )
  })
})
