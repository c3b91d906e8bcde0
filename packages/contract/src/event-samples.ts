import type { ApiKey } from './api-keys.ts'
import type { EventType } from './event-types.ts'
import type { JsonObject } from './json.ts'
import type { ObjectType } from './object-type.ts'
import { snapshotOf, withComputed, type RecordData } from './record-shape.ts'
import type { Webhook } from './webhooks.ts'
import type { Workspace } from './workspaces.ts'

const at = '2026-01-05T09:00:00.000Z'

export const workspaceSample: Workspace = {
  id: '019b8d6f-1c40-7000-8000-000000000001',
  name: 'Northwind Trading',
  timeZone: 'Europe/Berlin',
  retentionDays: 90,
  createdAt: at,
}

export const apiKeySample: ApiKey = {
  id: '019b8d6f-1c40-7000-8000-000000000002',
  name: 'Web shop',
  prefix: 'pulse_k3JdT9wQ',
  scopes: ['records:read', 'records:write'],
  createdAt: at,
  expiresAt: null,
  lastUsedAt: null,
}

export const eventTypeSample: EventType = {
  name: 'checkout.started',
  description: 'Someone went to the till.',
  source: 'custom',
  schema: { type: 'object', properties: { cart: { type: 'string' } }, required: ['cart'] },
  sample: { cart: 'c-17' },
}

export const webhookSample: Webhook = {
  id: '019b8d6f-1c40-7000-8000-000000000003',
  name: 'Accounting',
  url: 'https://accounting.example.com/hooks/pulse',
  events: ['invoice.*'],
  format: 'standard',
  isActive: true,
  headers: {},
  maxRetries: 3,
  retryDelay: 60,
  timeoutSeconds: 30,
  successCount: 0,
  failureCount: 0,
  successRate: null,
  consecutiveFailures: 0,
  lastTriggeredAt: null,
  version: 1,
  createdAt: at,
  updatedAt: at,
}

/** A snapshot made of a type's first example, with some fields as an event leaves them. */
export function recordSample(type: ObjectType, fields: RecordData): JsonObject {
  const system = { id: '019b8d6f-1c40-7000-8000-000000000004', version: 1, createdAt: at, updatedAt: at }
  return snapshotOf(type, withComputed(type, { ...type.examples[0], ...fields }), system) as JsonObject
}
