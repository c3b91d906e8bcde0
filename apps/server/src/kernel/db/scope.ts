import type pg from 'pg'

const scopes = new WeakMap<object, string>()

/** Checks a connection out with row security set to some workspaces; it remembers them, so the same ones cost nothing next time. */
export async function connectScoped(pool: pg.Pool, workspaceIds: readonly string[]): Promise<pg.PoolClient> {
  const client = await pool.connect()
  const wanted = `{${workspaceIds.join(',')}}`
  if (scopes.get(client) === wanted) return client
  scopes.delete(client)
  try {
    await client.query({ name: 'scope', text: `select set_config('pulse.workspaces', $1, false)`, values: [wanted] })
  } catch (error) {
    client.release(true)
    throw error
  }
  scopes.set(client, wanted)
  return client
}
