import { apiKeys } from '@pulse/contract'
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

  serve(apiKeys.createApiKey, ({ actor, body }) =>
    write(actor, (tx, emit) => makeKey(kernel, { tx, emit, workspaceId: actor.workspace.id }, body)),
  )

  serve(apiKeys.revokeApiKey, ({ actor, params }) =>
    write(actor, async (tx, emit) => {
      const row = await revokeKey(tx, actor, params.id, isoNow(clock))
      const key = presentKey(row ?? fail('key.not_found'))
      emit('api_key.revoked', key)
      return key
    }),
  )
}
