import { webhooks } from '@pulse/contract'
import { isoNow } from '#kernel/clock'
import { offsetPage } from '#kernel/http/offset-page'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { reservedBelow } from '#kernel/http/reserved'
import { changeWebhook, makeWebhook, newOverlap, removeWebhook } from './change.ts'
import { defaultFormat } from './defaults.ts'
import { presentWebhook } from './present.ts'
import { countWebhooks, findWebhook, listWebhooks } from './queries.ts'
import { patchValues, wholeValues } from './values.ts'

export function webhookRoutes(kernel: Kernel): void {
  const { serve, registry } = kernel
  const subscribable = [...registry.catalog.values()]
    .filter(({ direct }) => !direct)
    .map(({ name, description }) => ({ name, description }))

  serve(webhooks.listWebhookEvents, () => subscribable)

  serve(webhooks.listWebhooks, async ({ actor, db, query }) => {
    const page = await offsetPage(query, {
      list: (range) => listWebhooks(db, actor, range),
      count: () => countWebhooks(db, actor),
    })
    return { ...page, data: page.data.map(presentWebhook) }
  })

  serve(webhooks.readWebhook, async ({ actor, db, params }) => {
    const row = await findWebhook(db, actor, params.id)
    return presentWebhook(row ?? fail('webhook.not_found'))
  })

  serve(webhooks.createWebhook, async ({ actor, body, rawBody, via }) => {
    const values = await wholeValues(kernel, body, defaultFormat(via, rawBody))
    refuseReserved(kernel, body.id)
    return makeWebhook(kernel, actor, { id: body.id, secret: body.secret, values })
  })

  serve(webhooks.patchWebhook, async ({ actor, params, body, ifMatch }) => {
    const values = await patchValues(kernel, body)
    return changeWebhook(kernel, actor, { id: params.id, ifMatch, values })
  })

  serve(webhooks.replaceWebhook, async ({ actor, params, body, rawBody, via, ifMatch }) => {
    const values = await wholeValues(kernel, body, defaultFormat(via, rawBody))
    return changeWebhook(kernel, actor, { id: params.id, ifMatch, values })
  })

  serve(webhooks.deleteWebhook, ({ actor, params, ifMatch }) =>
    removeWebhook(kernel, actor, { id: params.id, ifMatch }),
  )

  serve(webhooks.regenerateSecret, ({ actor, params, body }) =>
    newOverlap(kernel, actor, { id: params.id, overlapHours: body?.overlapHours ?? 24, at: isoNow(kernel.clock) }),
  )
}

/** An id that is a word of a path would hide behind that path. */
function refuseReserved({ routes }: Kernel, id: string | undefined): void {
  if (id === undefined || !(reservedBelow(routes, '/webhooks').has(id) || reservedBelow(routes, '/integrations/webhooks').has(id))) return
  fail('request.invalid', { issues: [{ path: 'id', message: `"${id}" is a word of a path; choose another id.` }] })
}
