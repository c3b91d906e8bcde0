import { webhooks } from '@pulse/contract'
import { listCustomNames } from '#features/events/index'
import { isoNow } from '#kernel/clock'
import { offsetPage } from '#kernel/http/offset-page'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { reservedBelow } from '#kernel/http/reserved'
import { changeWebhook, makeWebhook, newOverlap, removeWebhook } from './change.ts'
import { defaultFormat } from './defaults.ts'
import { presentWebhook } from './present.ts'
import { countWebhooks, findWebhook, listWebhooks } from './queries.ts'
import type { Refresh } from './refresh.ts'
import { patchValues, wholeValues } from './values.ts'

export function webhookRoutes(kernel: Kernel, refresh: Refresh): void {
  const { serve, registry } = kernel
  const subscribable = [...registry.catalog.values()]
    .filter(({ direct }) => !direct)
    .map(({ name, description }) => ({ name, description }))

  serve(webhooks.listWebhookEvents, async ({ actor, db }) => {
    const own = await listCustomNames(db, actor)
    return [...subscribable, ...own.map((name) => ({ name, description: 'An event of your own.' }))]
  })

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

  serve(webhooks.createWebhook, async ({ actor, db, body, rawBody, via }) => {
    const values = await wholeValues(kernel, body, {
      format: defaultFormat(via, rawBody),
      own: await listCustomNames(db, actor),
    })
    refuseReserved(kernel, body.id)
    return makeWebhook(kernel, actor, { id: body.id, secret: body.secret, values })
  })

  serve(webhooks.patchWebhook, async ({ actor, db, params, body, ifMatch }) => {
    const values = await patchValues(kernel, body, await listCustomNames(db, actor))
    return refresh.after(actor, params.id, changeWebhook(kernel, actor, { id: params.id, ifMatch, values }))
  })

  serve(webhooks.replaceWebhook, async ({ actor, db, params, body, rawBody, via, ifMatch }) => {
    const values = await wholeValues(kernel, body, {
      format: defaultFormat(via, rawBody),
      own: await listCustomNames(db, actor),
    })
    return refresh.after(actor, params.id, changeWebhook(kernel, actor, { id: params.id, ifMatch, values }))
  })

  serve(webhooks.deleteWebhook, ({ actor, params, ifMatch }) =>
    refresh.after(actor, params.id, removeWebhook(kernel, actor, { id: params.id, ifMatch })),
  )

  serve(webhooks.regenerateSecret, ({ actor, params, body }) => {
    const change = { id: params.id, overlapHours: body?.overlapHours ?? 24, at: isoNow(kernel.clock) }
    return refresh.after(actor, params.id, newOverlap(kernel, actor, change))
  })
}

/** An id that is a word of a path would hide behind that path. */
function refuseReserved({ routes }: Kernel, id: string | undefined): void {
  if (
    id === undefined ||
    !(reservedBelow(routes, '/webhooks').has(id) || reservedBelow(routes, '/integrations/webhooks').has(id))
  )
    return
  fail('request.invalid', { issues: [{ path: 'id', message: `"${id}" is a word of a path; choose another id.` }] })
}
