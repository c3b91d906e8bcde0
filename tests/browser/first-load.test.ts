import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { CDPSession, Page } from '@playwright/test'
import { journey, sharedWorkspace } from '../harness/journey.ts'
import { isShown, pages } from '../harness/pages.ts'

const most = 250_000
const mostWithFonts = 300_000

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
  journey('until the home page is shown: 250 KB of app and data with gzip, 300 KB with the font', async ({ open }) => {
    const { origin, key } = await sharedWorkspace()
    const page = await open({ origin, key, path: 'about:blank', isPaused: true })
    const loads = await weigh(page)
    await page.goto(origin)
    await isShown(page, pages.home)
    const shown = [...loads]
    const fonts = shown.filter(({ url }) => url.endsWith('.woff2'))
    const list = shown.map(({ url, bytes }) => `${bytes} ${url}`).join('\n')
    assert.ok(fonts.length > 0, 'the font is counted')
    assert.ok(sum(shown) <= mostWithFonts, `${sum(shown)} bytes:\n${list}`)
    assert.ok(sum(shown) - sum(fonts) <= most, `${sum(shown) - sum(fonts)} bytes without fonts:\n${list}`)
  })
})
