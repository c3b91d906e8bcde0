import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { Id } from './id.ts'
import { Instant } from './instant.ts'
import { page, PageQuery } from './page.ts'
import { Scope } from './scope.ts'

export const ApiKey = z
  .object({
    id: Id,
    name: z.string(),
    prefix: z.string().describe('The start of the key, to tell keys apart.'),
    scopes: z.array(Scope),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
    lastUsedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.output<typeof ApiKey>

const ApiKeyDraft = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    scopes: z.array(Scope).min(1),
    expiresAt: Instant.nullish(),
  })
  .meta({ id: 'ApiKeyDraft' })

/** A key as its maker sees it once: `key` is never stored nor shown again. */
export const NewApiKey = ApiKey.extend({ key: z.string().optional() }).meta({ id: 'NewApiKey' })
export type NewApiKey = z.output<typeof NewApiKey>

const tag = 'API keys'

export const listApiKeys = endpoint('GET /api-keys', {
  tag,
  summary: 'List API keys',
  scope: 'keys:read',
  query: PageQuery,
  reply: page(ApiKey),
})

export const createApiKey = endpoint('POST /api-keys', {
  tag,
  summary: 'Create an API key; the key itself is shown this once',
  scope: 'keys:write',
  body: ApiKeyDraft,
  reply: NewApiKey,
  status: 201,
  secret: 'key',
})

export const revokeApiKey = endpoint('DELETE /api-keys/:id', {
  tag,
  summary: 'Revoke an API key',
  scope: 'keys:write',
  params: z.object({ id: Id }),
  reply: ApiKey,
  fails: ['key.not_found'],
})
