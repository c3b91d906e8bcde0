import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig, readSettings } from '#kernel/config'
import { isServed, reachBeside, wayOf } from '#kernel/db/reach'
import type { Kernel } from '#kernel/kernel'
import { createApp, openBeside } from '../app.ts'
import type { Input } from './command.ts'
import { configOf } from './settings.ts'

/** Where work gets done: by the server that runs, or by this process. */
export interface WorkPlace {
  kernel: Kernel
  /** Where the server is, or will be, reached. */
  address: string
  close(): Promise<void>
}

/** Hands work to the running server; where none runs, the app works here without listening, on a new data folder too. */
export async function openForWork(input: Input): Promise<WorkPlace> {
  const { settings } = readSettings(undefined, input.text('data'))
  const address = `http://${settings.host}:${settings.port}`
  if (await findServer(input)) {
    const kernel = await openBeside(configOf(input))
    return { kernel, address, close: kernel.close }
  }
  const app = await createApp({ config: { ...readConfig(undefined, input.text('data')), logLevel: 'silent' } })
  return { kernel: app.kernel, address, close: app.stop }
}

async function findServer(input: Input): Promise<boolean> {
  const { databaseUrl, dataFolder } = readSettings(undefined, input.text('data')).settings
  if (databaseUrl) return isServed({ connectionString: databaseUrl })
  if (!existsSync(join(dataFolder, 'postgres'))) return false
  const reached = await reachBeside(wayOf(configOf(input)))
  await reached.close()
  return reached.isServed
}
