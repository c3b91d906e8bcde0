import { z } from 'zod'

/** What a key may be allowed to do; `:write` does not include `:read`. */
export const scopes = [
  'records:read',
  'records:write',
  'events:read',
  'events:write',
  'webhooks:read',
  'webhooks:write',
  'keys:read',
  'keys:write',
  'workspace:read',
  'workspace:write',
  'health:read',
] as const

export const Scope = z.enum(scopes)
export type Scope = z.output<typeof Scope>
