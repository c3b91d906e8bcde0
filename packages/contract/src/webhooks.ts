import { z } from 'zod'
import { withAliases } from './aliases.ts'
import { endpoint } from './endpoint.ts'
import { ChosenId } from './id.ts'
import { Instant } from './instant.ts'
import { JsonObject } from './json.ts'
import { page, PageQuery } from './page.ts'

/** Wire formats a receiver may ask for; all carry the Standard Webhooks headers. */
export const webhookFormats = ['standard', 'pulse', 'admin', 'crm', 'cortexbuild'] as const
export const WebhookFormat = z.enum(webhookFormats)
export type WebhookFormat = z.output<typeof WebhookFormat>

/** Stands for the value of a header, which nobody is shown; sent back, it keeps the value. */
export const headerMask = '••••'

export const Webhook = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.url(),
    events: z.array(z.string()).describe('Event names, `order.*` for all of a kind, or `*`.'),
    format: WebhookFormat,
    isActive: z.boolean(),
    headers: z.record(z.string(), z.string()).describe(`Names; each value reads ${headerMask}.`),
    maxRetries: z.int(),
    retryDelay: z.int().describe('Seconds before the first retry; later ones wait twice as long each time.'),
    timeoutSeconds: z.int(),
    successCount: z.int(),
    failureCount: z.int(),
    successRate: z.number().nullable().describe('Percent with two decimals; null before the first delivery.'),
    consecutiveFailures: z.int(),
    lastTriggeredAt: Instant.nullable(),
    version: z.int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.output<typeof Webhook>

/** A list of names, or the map `{ name: true }` of source ADM. */
const EventList = z.union([
  z.array(z.string().max(100)),
  z.record(z.string(), z.boolean()).transform((map) => Object.keys(map).filter((name) => map[name])),
])
const Events = EventList.pipe(
  z.array(z.string()).min(1, { error: 'Name at least one event, or "*" for all.' }).max(200),
)

/** Headers that Pulse or the protocol sets itself. */
const ownHeaders =
  /^(?:host|content-length|content-type|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*|user-agent|webhook-.*|x-webhook-.*|x-cortexbuild-.*)$/i

const HeaderMap = z.record(
  z
    .string()
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, { error: 'Is not a header name.' })
    .refine((name) => !ownHeaders.test(name), { error: 'Is set by Pulse itself; choose another name.' }),
  z
    .string()
    .max(2_000)
    .refine((value) => value === headerMask || /^[\t\x20-\x7e]*$/.test(value), { error: 'Must be printable ASCII.' }),
)

/** Begins a key in base64, of the sizes that Standard Webhooks 1.0 allows; libraries decode it. */
const keyPrefix = 'whsec_'

function isKey(base64: string): boolean {
  const bytes = (base64.length / 4) * 3 - (base64.split('=').length - 1)
  return z.base64().safeParse(base64).success && bytes >= 24 && bytes <= 64
}

const Secret = z
  .string()
  .min(16, { error: 'Must have at least 16 characters.' })
  .max(256)
  .regex(/^[\x21-\x7e]+$/, { error: 'Must be printable ASCII without spaces.' })
  .refine((secret) => !secret.startsWith(keyPrefix) || isKey(secret.slice(keyPrefix.length)), {
    error: `After ${keyPrefix} there must be 24–64 bytes in base64; a secret without it is taken as it is.`,
  })

const fields = {
  name: z.string().trim().min(1).max(200),
  url: z.url({ protocol: /^https?$/, error: 'Must be an http or https URL.' }).max(2_000),
  events: Events,
  format: WebhookFormat,
  isActive: z.boolean(),
  headers: HeaderMap,
  maxRetries: z.int().min(0).max(20),
  retryDelay: z.int().min(1).max(86_400),
  timeoutSeconds: z.int().min(1).max(30),
}

const aliases = {
  enabled: 'isActive',
  is_active: 'isActive',
  active: 'isActive',
  retry_count: 'maxRetries',
  max_retries: 'maxRetries',
  retry_delay: 'retryDelay',
  timeout: 'timeoutSeconds',
  timeout_seconds: 'timeoutSeconds',
}

const Draft = z
  .strictObject({
    ...z.object(fields).partial().shape,
    url: fields.url,
    events: fields.events,
    id: ChosenId.optional(),
    secret: Secret.optional(),
  })
  .meta({ id: 'WebhookDraft' })
const Replacement = z
  .strictObject({ ...z.object(fields).partial().shape, url: fields.url, events: fields.events })
  .meta({ id: 'WebhookReplacement' })
const Patch = z.strictObject(z.object(fields).partial().shape).meta({ id: 'WebhookPatch' })

export type WebhookDraft = z.output<typeof Draft>
export type WebhookPatch = z.output<typeof Patch>

/** A webhook as its maker sees it once: `secret` is encrypted at rest and not shown again. */
export const NewWebhook = Webhook.extend({ secret: z.string().optional() }).meta({ id: 'NewWebhook' })
export type NewWebhook = z.output<typeof NewWebhook>

export const Attempt = z
  .object({
    number: z.int(),
    at: Instant,
    durationMs: z.int(),
    responseStatus: z.int().nullable(),
    responseBody: z.string().nullable(),
    errorMessage: z.string().nullable(),
  })
  .meta({ id: 'Attempt' })
export type Attempt = z.output<typeof Attempt>

export const Delivery = z
  .object({
    id: z.uuid(),
    webhookId: z.string(),
    eventId: z.uuid().describe('Sent as webhook-id with every try: the receiver’s key to drop repeats.'),
    eventType: z.string(),
    status: z.enum(['pending', 'delivered', 'failed']),
    payload: JsonObject.nullable().describe('The body that was sent; null when the event is no longer kept.'),
    responseStatus: z.int().nullable(),
    responseBody: z.string().nullable(),
    errorMessage: z.string().nullable(),
    deliveredAt: Instant.nullable(),
    nextAttemptAt: Instant.nullable(),
    createdAt: Instant,
    attempts: z.array(Attempt),
  })
  .meta({ id: 'Delivery' })
export type Delivery = z.output<typeof Delivery>

export const TestResult = z
  .object({
    success: z.boolean(),
    message: z.string(),
    deliveryId: z.uuid(),
    responseStatus: z.int().nullable(),
    durationMs: z.int(),
  })
  .meta({ id: 'WebhookTestResult' })
export type TestResult = z.output<typeof TestResult>

const tag = 'Webhooks'
const params = z.object({ id: z.string().max(64) })

export const listWebhooks = endpoint('GET /webhooks', {
  tag,
  summary: 'List webhooks',
  scope: 'webhooks:read',
  query: PageQuery,
  reply: page(Webhook),
  aliases: ['GET /integrations/webhooks/list'],
})

export const createWebhook = endpoint('POST /webhooks', {
  tag,
  summary: 'Subscribe a URL to events; the signing secret is shown this once',
  scope: 'webhooks:write',
  body: withAliases(Draft, aliases),
  reply: NewWebhook,
  status: 201,
  fails: ['webhook.url_forbidden', 'webhook.event_unknown', 'webhook.id_taken'],
  aliases: ['POST /integrations/webhooks'],
  secret: 'secret',
})

export const listWebhookEvents = endpoint('GET /webhooks/events', {
  tag,
  summary: 'Event names a webhook can subscribe to',
  scope: 'webhooks:read',
  reply: z.array(z.object({ name: z.string(), description: z.string() })),
  aliases: ['GET /integrations/webhooks/events/available'],
})

export const readWebhook = endpoint('GET /webhooks/:id', {
  tag,
  summary: 'Read one webhook',
  scope: 'webhooks:read',
  params,
  reply: Webhook,
  fails: ['webhook.not_found'],
  aliases: ['GET /integrations/webhooks/:id'],
})

export const patchWebhook = endpoint('PATCH /webhooks/:id', {
  tag,
  summary: 'Change the named fields of a webhook',
  scope: 'webhooks:write',
  params,
  body: withAliases(Patch, aliases),
  reply: Webhook,
  fails: ['webhook.not_found', 'webhook.url_forbidden', 'webhook.event_unknown', 'webhook.version_conflict'],
  aliases: ['PATCH /integrations/webhooks/:id'],
})

export const replaceWebhook = endpoint('PUT /webhooks/:id', {
  tag,
  summary: 'Replace a webhook; fields left out return to their defaults',
  scope: 'webhooks:write',
  params,
  body: withAliases(Replacement, aliases),
  reply: Webhook,
  fails: ['webhook.not_found', 'webhook.url_forbidden', 'webhook.event_unknown', 'webhook.version_conflict'],
})

export const deleteWebhook = endpoint('DELETE /webhooks/:id', {
  tag,
  summary: 'Remove a webhook; what it is still owed is dropped',
  scope: 'webhooks:write',
  params,
  reply: Webhook,
  fails: ['webhook.not_found', 'webhook.version_conflict'],
  aliases: ['DELETE /integrations/webhooks/:id'],
})

export const testWebhook = endpoint('POST /webhooks/:id/test', {
  tag,
  summary: 'Send a signed test event now and tell how it went',
  scope: 'webhooks:write',
  params,
  reply: TestResult,
  fails: ['webhook.not_found'],
  aliases: ['POST /integrations/webhooks/:id/test'],
  repeatable: true,
})

export const regenerateSecret = endpoint('POST /webhooks/:id/regenerate-secret', {
  tag,
  summary: 'Make a new signing secret; the old one signs along until the overlap ends',
  scope: 'webhooks:write',
  params,
  body: z.strictObject({ overlapHours: z.number().min(0).max(168).default(24) }).optional(),
  reply: z.object({ secret: z.string().optional(), previousExpiresAt: Instant }).meta({ id: 'NewSecret' }),
  fails: ['webhook.not_found'],
  secret: 'secret',
})

export const listDeliveries = endpoint('GET /webhooks/:id/deliveries', {
  tag,
  summary: 'The delivery log of a webhook, newest first',
  scope: 'webhooks:read',
  params,
  query: PageQuery,
  reply: page(Delivery),
  fails: ['webhook.not_found'],
  aliases: ['GET /integrations/webhooks/:id/logs'],
})
