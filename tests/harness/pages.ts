import type { Page } from '@playwright/test'
import { paths } from '../../apps/web/src/paths.ts'
import { expect } from './browser.ts'
import type { Places } from './seeded.ts'

export interface ShownPage {
  path: (places: Places) => string
  /** The heading that says the page is there. */
  heading: string | RegExp
  /** Shown to whoever has no key. */
  isPublic?: true
}

/** Every page of the app: what is looked at for accessibility and in screenshots. */
export const pages: Record<keyof typeof paths | 'notFound', ShownPage> = {
  home: { path: () => paths.home, heading: 'My workspace' },
  setup: { path: () => `${paths.setup}#token`, heading: 'Set up Pulse', isPublic: true },
  signIn: { path: () => paths.signIn, heading: 'Sign in', isPublic: true },
  events: { path: () => paths.events, heading: 'Events' },
  event: { path: ({ eventId }) => paths.event(eventId), heading: 'order.updated' },
  catalog: { path: () => paths.catalog, heading: 'Event catalog' },
  catalogEvent: { path: ({ eventName }) => paths.catalogEvent(eventName), heading: 'order.updated' },
  parked: { path: () => paths.parked, heading: /Events|Parked/ },
  records: { path: ({ plural }) => paths.records(plural), heading: 'Orders' },
  newRecord: { path: ({ plural }) => paths.newRecord(plural), heading: 'New order' },
  record: { path: ({ plural, recordId }) => paths.record(plural, recordId), heading: 'SO-10421' },
  editRecord: { path: ({ plural, recordId }) => paths.editRecord(plural, recordId), heading: 'Edit SO-10421' },
  webhooks: { path: () => paths.webhooks, heading: 'Webhooks' },
  newWebhook: { path: () => paths.newWebhook, heading: /webhook/i },
  webhook: { path: ({ webhookId }) => paths.webhook(webhookId), heading: /Warehouse|Webhook/ },
  editWebhook: { path: ({ webhookId }) => paths.editWebhook(webhookId), heading: /Warehouse|webhook/i },
  modules: { path: () => paths.modules, heading: 'Modules' },
  type: { path: ({ typeName }) => paths.type(typeName), heading: /Order|Type/ },
  system: { path: () => paths.system, heading: /Health|System/ },
  keys: { path: () => paths.keys, heading: /keys/i },
  notFound: { path: () => '/nowhere', heading: 'There is no such page' },
}

export const sizes = { desk: { width: 1_440, height: 900 }, phone: { width: 390, height: 844 } } as const
export const schemes = ['light', 'dark'] as const
export type Scheme = (typeof schemes)[number]

/** Waits until a page shows what it has to show. */
export async function isShown(page: Page, { heading }: ShownPage): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
  await expect(page.locator('.mantine-Skeleton-root:visible')).toHaveCount(0)
  await page.evaluate('document.fonts.ready.then(() => true)')
}

/** Waits until a page follows the workspace. */
export const isLive = (page: Page): Promise<void> =>
  expect(page.getByRole('button', { name: 'Live', exact: true })).toBeVisible()

/** Changes the size of the window, and the colours as the system's setting would. */
export async function show(page: Page, size: keyof typeof sizes, scheme: Scheme): Promise<void> {
  await page.setViewportSize(sizes[size])
  await page.emulateMedia({ colorScheme: scheme })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme)
}
