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

/** More than a request to the outside may take. */
const stopWithinMs = 40_000
/** One Ctrl+C arrives from the terminal and again through the launcher. */
const sameKeyMs = 1_000

/** Stops when told to; told again, or when it takes too long, it leaves the rest to the next start, like after kill -9. */
function untilStopped(app: App): Promise<number> {
  const { log } = app.kernel
  return new Promise((resolve) => {
    let stoppingSince: number | undefined
    const giveUp = (reason: string) => {
      log.fatal({ reason }, 'did not stop in time')
      process.exit(1)
    }
    const stop = (reason: string) => {
      stoppingSince = performance.now()
      setTimeout(giveUp, stopWithinMs, 'deadline')
      log.info({ reason }, 'stopping')
      app.stop().then(
        () => resolve(0),
        (error: unknown) => {
          log.fatal({ err: error }, 'did not stop cleanly')
          resolve(1)
        },
      )
    }
    const onSignal = (signal: NodeJS.Signals) => {
      if (stoppingSince === undefined) stop(signal)
      else if (performance.now() - stoppingSince >= sameKeyMs) giveUp(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
    // The launcher was killed: without it nobody would stop this process.
    process.on('disconnect', () => {
      if (stoppingSince === undefined) stop('launcher gone')
    })
  })
}
