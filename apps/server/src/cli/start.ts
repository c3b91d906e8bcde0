import { readConfig } from '#kernel/config'
import { createApp, type App } from '../app.ts'
import type { Command } from './command.ts'
import { tell } from './terminal.ts'

export const start: Command = {
  name: 'start',
  summary: 'serve API and docs until stopped, as npm start does',
  async run(input) {
    try {
      const app = await createApp({ config: readConfig(undefined, input.text('data')) })
      const address = await app.listen()
      app.kernel.log.info(`Pulse is ready: ${address} (API docs at ${address}/api/docs)`)
      return await untilStopped(app)
    } catch (error) {
      tell('Pulse did not start.')
      throw error
    }
  },
}

function untilStopped(app: App): Promise<number> {
  const { log } = app.kernel
  return new Promise((resolve) => {
    let isStopping = false
    const stop = (reason: string) => {
      if (isStopping) return
      isStopping = true
      log.info({ reason }, 'stopping')
      app.stop().then(
        () => resolve(0),
        (error: unknown) => {
          log.fatal({ err: error }, 'did not stop cleanly')
          resolve(1)
        },
      )
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal))
    // The launcher was killed: without it nobody would stop this process.
    process.on('disconnect', () => stop('launcher gone'))
  })
}
