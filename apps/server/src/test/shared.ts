import { after } from 'node:test'
import { startApp, type TestApp } from './app.ts'

let shared: Promise<TestApp> | undefined

/** The app that tests without special needs share within their process; each makes its own workspace in it. */
export const sharedApp = (): Promise<TestApp> => (shared ??= startApp())

after(async () => {
  const app = await shared
  await app?.[Symbol.asyncDispose]()
})
