import pg from 'pg'
import type { App } from '../app.ts'

/** A plain connection to an app's database as its owner, for looking behind its back. */
export async function withSql<Result>(
  { kernel }: Pick<App, 'kernel'>,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(kernel.config.databaseUrl)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
