import type pg from 'pg'
import { startEmbedded } from '../../apps/server/src/kernel/embedded/supervisor.ts'
import { createApp } from '../../apps/server/src/app.ts'

interface TestServer {
  /** What test processes need to reach it. */
  environment: Record<string, string>
  stop(): Promise<void>
}

/** Starts the Postgres the tests run on (or takes the given one) and makes the migrated template they clone. */
export async function startTestServer(folder: string, given: string | undefined): Promise<TestServer> {
  const embedded = given ? undefined : await startEmbedded(`${folder}/server`, 'test-only-password')
  const url = new URL(given ?? 'postgres://localhost/postgres')
  if (embedded) {
    const { host, user, password } = embedded.connection
    url.username = user
    url.password = password
    url.searchParams.set('host', host)
  }
  const environment = { PULSE_TEST_SERVER: url.href, DATABASE_URL: '' }
  Object.assign(process.env, environment)
  const { onServer, template, urlOf } = await import('../../apps/server/src/test/database.ts')
  const { testConfig } = await import('../../apps/server/src/test/app.ts')
  const drop = () =>
    onServer(async (client: pg.Client) => void (await client.query(`drop database if exists ${template} with (force)`)))
  await drop()
  await onServer((client: pg.Client) => client.query(`create database ${template}`))
  const app = await createApp({ config: testConfig(urlOf(template)) })
  await app.stop()
  return {
    environment,
    stop: async () => {
      if (embedded) await embedded.stop()
      else await drop()
    },
  }
}
