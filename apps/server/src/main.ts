import { createApp } from './app.ts'
import { ConfigError, readConfig } from '#kernel/config'

/** More than a request to the outside may take. */
const stopWithinMs = 40_000
/** One Ctrl+C arrives from the terminal and again through the launcher. */
const sameKeyMs = 1_000

try {
  const app = await createApp({ config: readConfig() })
  const address = await app.listen()
  app.kernel.log.info(`Pulse is ready: ${address} (API docs at ${address}/api/docs)`)

  let stoppingSince: number | undefined
  // What is cut off here is taken up by the next start, like after kill -9.
  const giveUp = (reason: string) => {
    app.kernel.log.fatal({ reason }, 'did not stop in time')
    process.exit(1)
  }
  const stop = (reason: string) => {
    stoppingSince = performance.now()
    setTimeout(giveUp, stopWithinMs, 'deadline')
    app.kernel.log.info({ reason }, 'stopping')
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        app.kernel.log.fatal({ err: error }, 'did not stop cleanly')
        process.exit(1)
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
} catch (error) {
  const isMistake = error instanceof ConfigError
  process.stderr.write(
    `Pulse did not start.\n${isMistake ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  )
  process.exit(1)
}
