import type { webhooks } from '@pulse/contract'
import { sql } from 'kysely'
import type { Actor } from '#kernel/actor'
import type { Reader, Writer } from '#kernel/db/kysely'
import type { SealedHeaders, StoredHeaders } from './headers.ts'

export interface WebhookRow {
  id: string
  name: string
  url: string
  events: string[]
  format: webhooks.WebhookFormat
  is_active: boolean
  headers: StoredHeaders
  max_retries: number
  retry_delay: number
  timeout_seconds: number
  created_by: string
  version: number
  created_at: string
  updated_at: string
  succeeded: number | null
  failed: number | null
  consecutive_failures: number | null
  last_triggered_at: string | null
}

/** What a caller decides of a webhook. */
export interface WebhookValues {
  name: string
  url: string
  events: string[]
  format: webhooks.WebhookFormat
  is_active: boolean
  headers: Record<string, string>
  max_retries: number
  retry_delay: number
  timeout_seconds: number
}

function select(db: Reader, { workspace }: Actor) {
  return db
    .selectFrom('webhooks as w')
    .leftJoin('webhook_counters as c', (join) =>
      join.onRef('c.workspace_id', '=', 'w.workspace_id').onRef('c.webhook_id', '=', 'w.id'),
    )
    .select([
      'w.id',
      'w.name',
      'w.url',
      'w.events',
      'w.format',
      'w.is_active',
      'w.headers',
      'w.max_retries',
      'w.retry_delay',
      'w.timeout_seconds',
      'w.created_by',
      'w.version',
      'w.created_at',
      'w.updated_at',
    ])
    .select(['c.succeeded', 'c.failed', 'c.consecutive_failures', 'c.last_triggered_at'])
    .where('w.workspace_id', '=', workspace.id)
}

export const findWebhook = (db: Reader, actor: Actor, id: string): Promise<WebhookRow | undefined> =>
  select(db, actor).where('w.id', '=', id).executeTakeFirst()

export const listWebhooks = (
  db: Reader,
  actor: Actor,
  { limit, offset }: { limit: number; offset: number },
): Promise<WebhookRow[]> =>
  select(db, actor).orderBy('w.created_at', 'desc').orderBy('w.id', 'desc').limit(limit).offset(offset).execute()

export async function countWebhooks(db: Reader, { workspace }: Actor): Promise<number> {
  const { count } = await db
    .selectFrom('webhooks')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspace.id)
    .executeTakeFirstOrThrow()
  return count
}

/** A webhook's own columns as a write sets them. */
export interface WebhookColumns extends Omit<WebhookValues, 'headers'> {
  headers: SealedHeaders
}

export interface WebhookInsert extends WebhookColumns {
  id: string
  secret: Buffer
  createdBy: string
  at: string
  epoch: number
}

/** Makes a webhook; false when its id is taken. */
export async function insertWebhook(
  tx: Writer,
  { workspace }: Actor,
  { id, secret, createdBy, at, epoch, headers, ...values }: WebhookInsert,
): Promise<boolean> {
  const row = {
    ...values,
    headers: JSON.stringify(headers),
    workspace_id: workspace.id,
    id,
    secret,
    previous_secret: null,
    previous_expires_at: null,
    created_by: createdBy,
    version: 1,
    created_at: at,
    updated_at: at,
    since_epoch: epoch,
  }
  const made = await tx
    .insertInto('webhooks')
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return false
  await tx
    .insertInto('webhook_counters')
    .values({ workspace_id: workspace.id, webhook_id: id, last_triggered_at: null })
    .execute()
  return true
}

/** Keeps others from changing a webhook until the write ends; answers its version. */
export async function lockWebhook(tx: Writer, { workspace }: Actor, id: string): Promise<number | undefined> {
  const row = await tx
    .selectFrom('webhooks')
    .select('version')
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row?.version
}

export async function updateWebhook(
  tx: Writer,
  { workspace }: Actor,
  id: string,
  { values, at }: { values: Partial<WebhookColumns>; at: string },
): Promise<void> {
  const { headers, ...rest } = values
  await tx
    .updateTable('webhooks')
    .set({
      ...rest,
      ...(headers && { headers: JSON.stringify(headers) }),
      version: sql<number>`version + 1`,
      updated_at: at,
    })
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .execute()
}

/** The old secret signs along until `expiresAt`. */
export async function replaceSecret(
  tx: Writer,
  { workspace }: Actor,
  id: string,
  { secret, expiresAt, at }: { secret: Buffer; expiresAt: string; at: string },
): Promise<void> {
  await tx
    .updateTable('webhooks')
    .set((is) => ({
      previous_secret: is.ref('secret'),
      previous_expires_at: expiresAt,
      secret,
      version: sql<number>`version + 1`,
      updated_at: at,
    }))
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .execute()
}

/** Removes a webhook with all it is still owed. */
export async function deleteWebhook(tx: Writer, { workspace }: Actor, id: string): Promise<void> {
  await tx.deleteFrom('due_deliveries').where('workspace_id', '=', workspace.id).where('webhook_id', '=', id).execute()
  await tx.deleteFrom('webhooks').where('workspace_id', '=', workspace.id).where('id', '=', id).execute()
}
