import { mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { launchBrowser, newWindow } from '../tests/harness/browser.ts'
import { isLive, isShown, pages, schemes, show, sizes } from '../tests/harness/pages.ts'
import { startSeeded } from '../tests/harness/seeded.ts'
import { installSystemParts } from './test/system-parts.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'screenshots')

installSystemParts(['tests/browser/'])
mkdirSync(folder, { recursive: true })
await using seeded = await startSeeded()
const browser = await launchBrowser()
let count = 0
for (const [name, shown] of Object.entries(pages)) {
  const { origin, key, places } = seeded
  const page = await newWindow(browser, { origin, ...(!shown.isPublic && { key }) })
  await page.goto(origin + shown.path(places))
  if (!shown.isPublic) await isLive(page)
  for (const size of ['desk', 'phone'] as const) {
    for (const scheme of schemes) {
      await show(page, size, scheme)
      await isShown(page, shown)
      await page.screenshot({ path: join(folder, `${kebab(name)}-${sizes[size].width}-${scheme}.png`) })
      count++
    }
  }
  await page.context().close()
}
await browser.close()
console.log(`${count} pictures of ${Object.keys(pages).length} pages in ${relative(process.cwd(), folder)}/`)

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
