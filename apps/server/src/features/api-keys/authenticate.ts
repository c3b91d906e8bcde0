import type { Scope } from '@pulse/contract'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '#kernel/actor'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { hashKey, looksLikeKey } from './keys.ts'
import { findHolder } from './queries.ts'
import type { Uses } from './uses.ts'

/** A revoked key keeps working this long at most. */
const trustMs = 900
const mostTrusted = 10_000

interface Trusted {
  actor: Actor | undefined
  until: number
}

/** Signs requests in by API key; a key seen a moment ago is not looked up again. */
export function authenticateByKey({ config, db }: Kernel, uses: Uses) {
  const trusted = new Map<string, Trusted>()
  const counted = new WeakSet<FastifyRequest>()

  return async (request: FastifyRequest): Promise<Actor | undefined> => {
    const [, key = ''] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    if (!looksLikeKey(key)) return key ? fail('auth.key_invalid') : undefined
    const known = trusted.get(key)
    const now = performance.now()
    const actor = known && known.until > now ? known.actor : await lookUp(key, now)
    if (!actor) fail('auth.key_invalid')
    // A stream signs in again every second: the key is in use, but it is one use.
    uses.count(actor, counted.has(request) ? 0 : 1)
    counted.add(request)
    return actor
  }

  async function lookUp(key: string, now: number): Promise<Actor | undefined> {
    const holder = await findHolder(db(''), hashKey(config.secrets.apiKeySecret, key))
    const actor: Actor | undefined = holder && {
      kind: 'api_key',
      id: holder.id,
      name: holder.name,
      workspace: { id: holder.workspace_id, retention: holder.retention, timeZone: holder.time_zone },
      scopes: new Set(holder.scopes as Scope[]),
    }
    if (trusted.size >= mostTrusted) trusted.clear()
    if (actor) trusted.set(key, { actor, until: now + trustMs })
    else trusted.delete(key)
    return actor
  }
}
