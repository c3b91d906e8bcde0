import pg from 'pg'
import { refuse } from '../refusal.ts'
import { connectionOf, type DatabaseTarget } from './pool.ts'

const folderLock = 7_021_313

/** The claim on a data folder: it ends with the process, however that ends. */
export interface FolderHold {
  /** Takes the claim again after the server itself was restarted. */
  renew(): Promise<void>
  release(): Promise<void>
}

/** Claims the data folder for this process, or says who has it. */
export async function holdFolder(target: DatabaseTarget): Promise<FolderHold | { heldBy: string }> {
  const claimed = await claim(target)
  if (typeof claimed === 'string') return { heldBy: claimed }
  let client = claimed
  return {
    renew: async () => {
      await client.end().catch(() => {})
      const again = await claim(target)
      client = typeof again === 'string' ? refuse(`The data folder was taken over by ${again}.`) : again
    },
    release: () => client.end().catch(() => {}),
  }
}

/** The connection that holds the claim, or the name of the process that has it. */
async function claim(target: DatabaseTarget): Promise<pg.Client | string> {
  const settings = connectionOf(target, { role: 'owner', statementTimeoutMs: 10_000 })
  const client = new pg.Client({ ...settings, application_name: `pulse process ${process.pid}` })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [folderLock])
  if (rows[0]?.held) return client
  const holder = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.objid = $1 and l.granted`,
    [folderLock],
  )
  await client.end()
  return holder.rows[0]?.name.replace('pulse ', '') ?? 'another process'
}
