import { timeOfId, type ObjectType, type webhooks } from '@pulse/contract'
import type { StoredEvent } from '#kernel/spine/event'
import { hexSignature, standardSignature } from './signing.ts'
import { camelCase, snakeSnapshot } from './wire-names.ts'

/** What a format needs to know beside the event. */
export interface MessageContext {
  event: StoredEvent
  /** The type of the record the event is about, when it is about one. */
  type: ObjectType | undefined
  /** Named as the one who acted when no person did. */
  ownerId: string
}

interface Format {
  /** The body, the same for every try. */
  body(context: MessageContext): string
  /** The headers beside the three standard ones. */
  headers(message: SignedMessage): Record<string, string>
}

interface SignedMessage {
  body: string
  secret: string
  /** The event's name as this format spells it. */
  name: string
  timestampMs: number
  /** The event's id. */
  id: string
  webhookId: string
}

/** The five wire formats; each body is compact JSON that parsing and printing leaves as it is. */
const formats: Record<webhooks.WebhookFormat, Format> = {
  standard: {
    body: ({ event }) =>
      object({ type: text(event.type), timestamp: isoTime(event), data: event.data, ...changes(event) }),
    headers: () => ({}),
  },
  pulse: {
    body: ({ event }) =>
      object({
        event: text(event.type),
        timestamp: isoTime(event),
        workspaceId: text(event.workspaceId),
        data: nested(event),
      }),
    headers: ({ name, body, secret, timestampMs }) => ({
      'X-Webhook-Event': name,
      'X-Webhook-Timestamp': String(timestampMs),
      'X-Webhook-Signature': hexSignature(secret, `${timestampMs}.${body}`),
    }),
  },
  admin: {
    body: ({ event }) =>
      object({
        event: text(underscored(event.type)),
        timestamp: isoTime(event),
        workspaceId: text(event.workspaceId),
        data: event.data,
        ...changes(event),
      }),
    headers: ({ name, body, secret }) => ({
      'X-Webhook-Event': underscored(name),
      'X-Webhook-Signature': hexSignature(secret, body),
    }),
  },
  crm: {
    body: ({ event }) =>
      object({
        event: text(event.type),
        timestamp: isoTime(event),
        tenantId: text(event.workspaceId),
        data: event.data,
        ...changes(event),
      }),
    headers: ({ name, body, secret }) => ({
      'X-Webhook-Event': name,
      'X-Webhook-Signature': `sha256=${hexSignature(secret, body)}`,
    }),
  },
  cortexbuild: {
    body: ({ event, type, ownerId }) =>
      object({
        event: text(event.type),
        timestamp: String(timeOfId(event.id)),
        data: nestedSnake(event, type),
        company_id: text(event.workspaceId),
        user_id: text(event.actor.kind === 'user' ? event.actor.id : ownerId),
      }),
    headers: ({ name, body, secret, timestampMs, webhookId }) => ({
      'X-CortexBuild-Event': name,
      'X-CortexBuild-Signature': hexSignature(secret, body),
      'X-CortexBuild-Timestamp': String(timestampMs),
      'X-CortexBuild-Webhook-Id': webhookId,
    }),
  },
}

/** The body of an event in a format. */
export const formatBody = (format: webhooks.WebhookFormat, context: MessageContext) => formats[format].body(context)

/** Every header of one try: the standard three for all formats, then the format's own. */
export function formatHeaders(
  format: webhooks.WebhookFormat,
  message: Omit<SignedMessage, 'secret'> & { secrets: readonly string[] },
): Record<string, string> {
  const { id, timestampMs, body, secrets } = message
  const seconds = Math.floor(timestampMs / 1_000)
  const signed = `${id}.${seconds}.${body}`
  const [secret = ''] = secrets
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': secrets.map((one) => standardSignature(one, signed)).join(' '),
    ...formats[format].headers({ ...message, secret }),
  }
}

const text = (value: string) => JSON.stringify(value)
const isoTime = ({ id }: StoredEvent) => text(new Date(timeOfId(id)).toISOString())
const underscored = (name: string) => name.replaceAll('.', '_')

/** An object from values that are JSON already. */
const object = (parts: Record<string, string>) =>
  `{${Object.entries(parts)
    .map(([name, json]) => `${text(name)}:${json}`)
    .join(',')}}`

function changes({ previous }: StoredEvent): Record<string, string> {
  return previous === null ? {} : { changed: JSON.stringify(Object.keys(JSON.parse(previous) as object)), previous }
}

/** The key a nested snapshot stands under: what the event is about. */
const nounOf = ({ type, record }: StoredEvent) => record?.type ?? type.split('.')[0] ?? type

const nested = (event: StoredEvent) => object({ [camelCase(nounOf(event))]: event.data, ...changes(event) })

function nestedSnake(event: StoredEvent, type: ObjectType | undefined): string {
  const snake = (json: string) => JSON.stringify(snakeSnapshot(JSON.parse(json) as Record<string, unknown>, type))
  const noun = { [nounOf(event)]: snake(event.data) }
  if (event.previous === null) return object(noun)
  const previous = snake(event.previous)
  return object({ ...noun, changed: JSON.stringify(Object.keys(JSON.parse(previous) as object)), previous })
}
