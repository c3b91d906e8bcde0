import type { webhooks } from '@pulse/contract'
import type { Vault } from '#kernel/crypto'
import { statement } from '#kernel/db/statement'
import type { StoredEvent } from '#kernel/spine/event'
import { openHeaders, type StoredHeaders } from './headers.ts'

/** A webhook as the sender needs it: secrets and headers opened. */
export interface Target {
  workspaceId: string
  id: string
  url: string
  events: string[]
  format: webhooks.WebhookFormat
  headers: Record<string, string>
  maxRetries: number
  retryDelay: number
  timeoutMs: number
  /** The current secret first; the previous one while their overlap lasts. */
  secrets: string[]
  ownerId: string
  isActive: boolean
  version: number
  /** Only events after this are owed. */
  since: { epoch: number; xid: bigint }
}

export interface TargetRow {
  workspace_id: string
  id: string
  url: string
  events: string[]
  format: webhooks.WebhookFormat
  headers: StoredHeaders
  max_retries: number
  retry_delay: number
  timeout_seconds: number
  secret: Buffer
  previous_secret: Buffer | null
  previous_expires_at: string | null
  created_by: string
  is_active: boolean
  version: number
  since_epoch: number
  since_xid: string
}

export const targetColumns = `workspace_id, id, url, events, format, headers, max_retries, retry_delay, timeout_seconds,
  secret, previous_secret, previous_expires_at, created_by, is_active, version, since_epoch, since_xid::text as since_xid`

/** Webhooks by workspace and id. */
export const readTargets = statement(
  'webhook targets by id',
  `select ${targetColumns} from webhooks where (workspace_id, id) in (select * from unnest($1::uuid[], $2::text[]))`,
)

/** Whether an event happened after a webhook subscribed. */
export const isSince = ({ since }: Target, { epoch, xid }: Pick<StoredEvent, 'epoch' | 'xid'>) =>
  epoch > since.epoch || (epoch === since.epoch && BigInt(xid) > since.xid)

/** Whether two readings are of one webhook, not of two that had the same id one after the other. */
export const isSame = ({ since }: Target, { since: other }: Target) =>
  since.epoch === other.epoch && since.xid === other.xid

/** Whether one reading is of an earlier state than the other. */
export const isOlder = (one: Target, other: Target) =>
  isSame(one, other) ? one.version < other.version : isSince(one, { ...other.since, xid: String(other.since.xid) })

const mostCached = 10_000

/** Opens rows into targets; one that did not change is not opened again. */
export function createTargets(vault: Vault, now: () => number) {
  const cache = new Map<string, { edition: string; expires: number; target: Target }>()
  return (row: TargetRow): Target => {
    const key = `${row.workspace_id} ${row.id}`
    // A chosen id may be taken again after a deletion, and versions begin again with it.
    const edition = `${row.since_epoch} ${row.since_xid} ${row.version}`
    const known = cache.get(key)
    if (known && known.edition === edition && known.expires > now()) return known.target
    const target = openTarget(row, vault, now())
    if (cache.size >= mostCached) cache.clear()
    const expires =
      target.secrets.length > 1 && row.previous_expires_at
        ? Date.parse(row.previous_expires_at)
        : Number.POSITIVE_INFINITY
    cache.set(key, { edition, expires, target })
    return target
  }
}

function openTarget(row: TargetRow, vault: Vault, nowMs: number): Target {
  const overlaps =
    row.previous_secret !== null && row.previous_expires_at !== null && Date.parse(row.previous_expires_at) > nowMs
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    url: row.url,
    events: row.events,
    format: row.format,
    headers: openHeaders(vault, row.headers),
    maxRetries: row.max_retries,
    retryDelay: row.retry_delay,
    timeoutMs: row.timeout_seconds * 1_000,
    secrets: [vault.open(row.secret), ...(overlaps && row.previous_secret ? [vault.open(row.previous_secret)] : [])],
    ownerId: row.created_by,
    isActive: row.is_active,
    version: row.version,
    since: { epoch: row.since_epoch, xid: BigInt(row.since_xid) },
  }
}
