import type { webhooks } from '@pulse/contract'
import type { Actor } from '#kernel/actor'
import { isoNow } from '#kernel/clock'
import type { Reader, Writer } from '#kernel/db/kysely'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { presentWebhook } from './present.ts'
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  lockWebhook,
  replaceSecret,
  updateWebhook,
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
    const row = { ...values, id, secret: vault.seal(secret), createdBy: actor.id, at: isoNow(clock), epoch: epoch() }
    if (!(await insertWebhook(tx, actor, row)))
      fail('webhook.id_taken', { issues: [{ path: 'id', message: 'A webhook with this id exists already.' }] })
    const webhook = await read(tx, actor, id)
    emit('webhook.created', webhook, about(webhook))
    return { ...webhook, secret }
  })
}

interface Change {
  id: string
  ifMatch: number | undefined
}

export async function changeWebhook(
  { write, clock }: Kernel,
  actor: Actor,
  { id, ifMatch, values }: Change & { values: Partial<WebhookValues> },
): Promise<webhooks.Webhook> {
  return write(actor, async (tx, emit) => {
    await lock(tx, actor, { id, ifMatch })
    const before = await read(tx, actor, id)
    await updateWebhook(tx, actor, id, { values, at: isoNow(clock) })
    const webhook = await read(tx, actor, id)
    emit('webhook.updated', webhook, { ...about(webhook), previous: differing(before, webhook) })
    return webhook
  })
}

export async function removeWebhook({ write }: Kernel, actor: Actor, change: Change): Promise<webhooks.Webhook> {
  return write(actor, async (tx, emit) => {
    await lock(tx, actor, change)
    const webhook = await read(tx, actor, change.id)
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
    const webhook = await read(tx, actor, id)
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

async function read(tx: Writer, actor: Actor, id: string): Promise<webhooks.Webhook> {
  const row = await findWebhook(tx as unknown as Reader, actor, id)
  return presentWebhook(row ?? fail('webhook.not_found'))
}

const about = ({ id, version }: webhooks.Webhook) => ({ record: { type: 'webhook', id, version } })

function differing(before: webhooks.Webhook, after: webhooks.Webhook): Record<string, unknown> {
  const names = Object.keys(after).filter(
    (name) => !['version', 'updatedAt'].includes(name),
  ) as (keyof webhooks.Webhook)[]
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      .map((name) => [name, before[name]]),
  )
}
