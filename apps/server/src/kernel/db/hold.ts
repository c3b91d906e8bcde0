import pg from 'pg'
import type { Config } from '../config.ts'
import { connectionOf, type DatabaseTarget } from './pool.ts'

const folderLock = 7_021_313

/** The claim on a data folder: it ends with the process, however that ends. */
export interface FolderHold {
  /** Takes the claim again after the server itself was restarted. */
  renew(): Promise<void>
  release(): Promise<void>
}

/** Claims the data folder for this process; says who has it when another Pulse runs on it. */
export async function holdFolder(target: DatabaseTarget, { dataFolder }: Config): Promise<FolderHold> {
  let client = await claim(target, dataFolder)
  return {
    renew: async () => {
      await client.end().catch(() => {})
      client = await claim(target, dataFolder)
    },
    release: () => client.end().catch(() => {}),
  }
}

async function claim(target: DatabaseTarget, dataFolder: string): Promise<pg.Client> {
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
  const who = holder.rows[0]?.name.replace('pulse ', '') ?? 'another process'
  throw new Error(`Pulse already runs on ${dataFolder} (${who}); stop it first or set PULSE_DATA to another folder.`)
}
