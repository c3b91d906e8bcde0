import { webhooks } from '@pulse/contract'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { readDeliveryLog } from './delivery-log.ts'
import { findWebhook } from './queries.ts'
import { sendTest } from './send-test.ts'
import type { Sender } from './sender.ts'

export function deliveryRoutes(kernel: Kernel, sender: Sender): void {
  const { serve } = kernel

  serve(webhooks.listDeliveries, async ({ actor, db, params, query }) => {
    const webhook = (await findWebhook(db, actor, params.id)) ?? fail('webhook.not_found')
    return readDeliveryLog(kernel, { db, actor, webhook, query })
  })

  serve(webhooks.testWebhook, async ({ actor, db, params }) => {
    const webhook = (await findWebhook(db, actor, params.id)) ?? fail('webhook.not_found')
    return sendTest(kernel, sender, { actor, webhookId: webhook.id })
  })
}
