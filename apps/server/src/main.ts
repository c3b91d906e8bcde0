import { createApp } from './app.ts'
import { ConfigError, readConfig } from '#kernel/config'

try {
  const app = await createApp({ config: readConfig() })
  const address = await app.listen()
  app.kernel.log.info(`Pulse is ready: ${address} (API docs at ${address}/api/docs)`)

  let isStopping = false
  const stop = (reason: string) => {
    if (isStopping) return
    isStopping = true
    app.kernel.log.info({ reason }, 'stopping')
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        app.kernel.log.fatal({ err: error }, 'did not stop cleanly')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal))
  // The launcher was killed: without it nobody would stop this process.
  process.on('disconnect', () => stop('launcher gone'))
} catch (error) {
  const isMistake = error instanceof ConfigError
  process.stderr.write(
    `Pulse did not start.\n${isMistake ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  )
  process.exit(1)
}
