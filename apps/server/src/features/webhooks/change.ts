import { isDeepStrictEqual } from 'node:util'
import type { webhooks } from '@pulse/contract'
import type { Actor } from '#kernel/actor'
import { isoNow } from '#kernel/clock'
import type { Vault } from '#kernel/crypto'
import type { Reader, Writer } from '#kernel/db/kysely'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { openHeaders, sealHeaders } from './headers.ts'
import { presentWebhook } from './present.ts'
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  lockWebhook,
  replaceSecret,
  updateWebhook,
  type WebhookRow,
  type WebhookValues,
} from './queries.ts'
import { newSecret } from './signing.ts'

interface Making {
  id: string | undefined
  secret: string | undefined
  values: WebhookValues
}

/** Makes a webhook; the answer is the only place its secret is ever shown. */
export async function makeWebhook(
  { write, vault, newId, clock, epoch }: Kernel,
  actor: Actor,
  { id = newId(), secret = newSecret(), values }: Making,
): Promise<webhooks.NewWebhook> {
  return write(actor, async (tx, emit) => {
    const sealed = { secret: vault.seal(secret), headers: sealHeaders(vault, values.headers) }
    const row = { ...values, ...sealed, id, createdBy: actor.id, at: isoNow(clock), epoch: epoch() }
    if (!(await insertWebhook(tx, actor, row)))
      fail('webhook.id_taken', { issues: [{ path: 'id', message: 'A webhook with this id exists already.' }] })
    const webhook = presentWebhook(await get(tx, actor, id))
    emit('webhook.created', webhook, about(webhook))
    return { ...webhook, secret }
  })
}

interface Change {
  id: string
  ifMatch: number | undefined
}

export async function changeWebhook(
  { write, clock, vault }: Kernel,
  actor: Actor,
  { id, ifMatch, values: { headers, ...values } }: Change & { values: Partial<WebhookValues> },
): Promise<webhooks.Webhook> {
  return write(actor, async (tx, emit) => {
    await lock(tx, actor, { id, ifMatch })
    const before = await get(tx, actor, id)
    const sealed = headers && { headers: sealHeaders(vault, headers, before.headers) }
    await updateWebhook(tx, actor, id, { values: { ...values, ...sealed }, at: isoNow(clock) })
    const after = await get(tx, actor, id)
    const webhook = presentWebhook(after)
    emit('webhook.updated', webhook, { ...about(webhook), previous: differing(vault, before, after) })
    return webhook
  })
}

export async function removeWebhook({ write }: Kernel, actor: Actor, change: Change): Promise<webhooks.Webhook> {
  return write(actor, async (tx, emit) => {
    await lock(tx, actor, change)
    const webhook = presentWebhook(await get(tx, actor, change.id))
    await deleteWebhook(tx, actor, change.id)
    const last = { ...webhook, version: webhook.version + 1 }
    emit('webhook.deleted', last, about(last))
    return last
  })
}

/** Replaces the secret; both sign until the overlap ends. */
export async function newOverlap(
  { write, vault, clock }: Kernel,
  actor: Actor,
  { id, overlapHours, at }: { id: string; overlapHours: number; at: string },
) {
  const secret = newSecret()
  const previousExpiresAt = new Date(clock.now() + overlapHours * 3_600_000).toISOString()
  return write(actor, async (tx, emit) => {
    await lock(tx, actor, { id, ifMatch: undefined })
    await replaceSecret(tx, actor, id, { secret: vault.seal(secret), expiresAt: previousExpiresAt, at })
    const webhook = presentWebhook(await get(tx, actor, id))
    emit('webhook.updated', webhook, { ...about(webhook), previous: {} })
    return { secret, previousExpiresAt }
  })
}

async function lock(tx: Writer, actor: Actor, { id, ifMatch }: Change): Promise<void> {
  const version = (await lockWebhook(tx, actor, id)) ?? fail('webhook.not_found')
  if (ifMatch !== undefined && ifMatch !== version) {
    fail('webhook.version_conflict', {
      issues: [{ path: 'If-Match', message: `You saw version ${ifMatch}, the webhook is at ${version}.` }],
    })
  }
}

async function get(tx: Writer, actor: Actor, id: string): Promise<WebhookRow> {
  return (await findWebhook(tx as unknown as Reader, actor, id)) ?? fail('webhook.not_found')
}

const about = ({ id, version }: webhooks.Webhook) => ({ record: { type: 'webhook', id, version } })

/** What moves by itself: a change of a webhook never names it. */
const unsaid = new Set([
  'version',
  'updatedAt',
  'successCount',
  'failureCount',
  'successRate',
  'consecutiveFailures',
  'lastTriggeredAt',
])

/** The fields that differ with their values before, as they are shown; a header differs by the value that is not shown. */
function differing(vault: Vault, before: WebhookRow, after: WebhookRow): Record<string, unknown> {
  const [old, now] = [presentWebhook(before), presentWebhook(after)]
  const isSame = (name: string) =>
    name === 'headers'
      ? isDeepStrictEqual(openHeaders(vault, before.headers), openHeaders(vault, after.headers))
      : isDeepStrictEqual(Reflect.get(old, name), Reflect.get(now, name))
  const changed = Object.entries(old).filter(([name]) => !unsaid.has(name) && !isSame(name))
  return Object.fromEntries(changed)
}
