import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import type pg from 'pg'
import type { Schema } from './schema.ts'
import { connectScoped } from './scope.ts'

/** What handlers read through: a write does not compile. */
export type Reader = ReadonlyKysely<Schema>
/** What a write's callback holds. */
export type Writer = Transaction<Schema>
export type Database = Kysely<Schema>

const mostCached = 1_000

/** Opens query builders that see one workspace each; the database itself hides the others. */
export function scopedDatabases(pool: pg.Pool): (workspaceId: string) => Database {
  const cache = new Map<string, Database>()
  return (workspaceId) => {
    let database = cache.get(workspaceId)
    if (!database) {
      const scoped = { connect: () => connectScoped(pool, [workspaceId]), end: async () => {}, options: {} }
      database = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: scoped }) })
      const [oldest] = cache.keys()
      if (cache.size >= mostCached && oldest) cache.delete(oldest)
      cache.set(workspaceId, database)
    }
    return database
  }
}
