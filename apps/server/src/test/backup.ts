import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { records, webhooks } from '@pulse/contract'
import { writeBackup, type BackupOptions } from '#kernel/backup/dump'
import { restoreBackup } from '#kernel/backup/restore'
import { readSettings } from '#kernel/config'
import type { TestApp } from './app.ts'

const contacts = { params: { plural: 'contacts' } }

/** A backup in memory. */
export async function take(url: string, options: Partial<BackupOptions> = {}): Promise<Buffer> {
  const pieces: Buffer[] = []
  await writeBackup(async (bytes) => void pieces.push(bytes), {
    target: { connectionString: url },
    pulseVersion: '0.0.1',
    now: new Date(),
    keys: { encryptionKey: randomBytes(32).toString('base64'), apiKeySecret: randomBytes(48).toString('base64') },
    withSecrets: true,
    onProgress: () => {},
    ...options,
  })
  return Buffer.concat(pieces)
}

export const keysOf = ({ kernel: { config } }: TestApp) => ({
  encryptionKey: config.secrets.encryptionKey.toString('base64'),
  apiKeySecret: config.secrets.apiKeySecret,
})
export const urlOf = ({ kernel }: TestApp) => kernel.config.databaseUrl ?? ''

export async function* inParts(bytes: Buffer, length = 10_000): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

export function restore(bytes: Buffer, url: string, folder = mkdtempSync(join(tmpdir(), 'pulse-restore-')), more = {}) {
  const { settings, given } = readSettings({ PULSE_DATA: folder, DATABASE_URL: url, ...more })
  return restoreBackup(inParts(bytes), { settings, given, now: new Date(), onProgress: () => {} })
}

export async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    // Several statements have several results.
    return [await client.query<Row>(text)].flat().at(-1)?.rows ?? []
  } finally {
    await client.end()
  }
}

export const tablesOf = async (url: string) =>
  (
    await query<{ name: string }>(
      url,
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       union all select nspname from pg_namespace where nspname = 'graphile_worker'
       union all select proname from pg_proc where pronamespace = 'public'::regnamespace`,
    )
  ).map(({ name }) => name)

/** A workspace with some of everything; answers what to look for after a restore. */
export async function fillSome(app: TestApp) {
  const workspace = await app.workspace()
  await workspace.call(webhooks.createWebhook, { body: { url: 'http://127.0.0.1:9/', events: ['order.*'] } })
  const rows = Array.from({ length: 400 }, (_, n) => ({
    lastName: `Tab\there \\N ${n} "é" \n line`,
    email: `c${n}@x.test`,
  }))
  await workspace.call(records.createRecords, { ...contacts, body: { records: rows } })
  await app.settle()
  return workspace
}
