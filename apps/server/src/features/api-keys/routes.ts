import { apiKeys, type Scope } from '@pulse/contract'
import type { Actor } from '#kernel/actor'
import { isoNow } from '#kernel/clock'
import { offsetPage } from '#kernel/http/offset-page'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { makeKey } from './make-key.ts'
import { presentKey } from './keys.ts'
import { countKeys, listKeys, revokeKey } from './queries.ts'

export function apiKeyRoutes(kernel: Kernel): void {
  const { serve, write, clock } = kernel

  serve(apiKeys.listApiKeys, async ({ actor, db, query }) => {
    const page = await offsetPage(query, {
      list: (range) => listKeys(db, actor, range),
      count: () => countKeys(db, actor),
    })
    return { ...page, data: page.data.map(presentKey) }
  })

  serve(apiKeys.createApiKey, ({ actor, body }) => {
    refuseMoreThanOwn(actor, body.scopes)
    return write(actor, (tx, emit) => makeKey(kernel, { tx, emit, workspaceId: actor.workspace.id }, body))
  })

  serve(apiKeys.revokeApiKey, ({ actor, params }) =>
    write(actor, async (tx, emit) => {
      const row = await revokeKey(tx, actor, params.id, isoNow(clock))
      const key = presentKey(row ?? fail('key.not_found'))
      emit('api_key.revoked', key)
      return key
    }),
  )
}

/** Nobody hands on more than they may do themselves. */
function refuseMoreThanOwn({ scopes: own }: Actor, wanted: readonly Scope[]): void {
  const issues = wanted.flatMap((scope, index) =>
    own.has(scope) ? [] : [{ path: `scopes.${index}`, message: `You do not hold ${scope} yourself; leave it out.` }],
  )
  if (issues.length > 0) fail('auth.scope_missing', { issues })
}
