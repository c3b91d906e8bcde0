import { webhooks, type Page } from '@pulse/contract'
import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { call } from '#api/client.ts'

export const listKey = ['webhooks', 'list']
export const deliveriesKey = (id: string) => ['webhooks', 'deliveries', id]

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', 'one', id],
    queryFn: ({ signal }) => call(webhooks.readWebhook, { params: { id } }, { signal }),
  })

/** Every event a webhook can name. */
export const eventNamesQuery = queryOptions({
  queryKey: ['webhooks', 'events'],
  queryFn: ({ signal }) => call(webhooks.listWebhookEvents, {}, { signal }),
  staleTime: 60_000,
})

/** After a write: what is cached of the webhook is what the server answered, and lists are read again. */
export async function keepWebhook(client: QueryClient, webhook: webhooks.Webhook): Promise<void> {
  client.setQueryData(webhookQuery(webhook.id).queryKey, webhook)
  await client.invalidateQueries({ queryKey: listKey })
}

const lookPageSize = 200
const mostPages = 10

/** How far back a delivery is looked for. */
export const mostLookedThrough = lookPageSize * mostPages

/** One delivery: from what the log has read already, else looked for among the newest; null when it is not there. */
export const deliveryQuery = (webhookId: string, id: string) =>
  queryOptions({
    queryKey: ['webhooks', 'delivery', webhookId, id],
    queryFn: ({ signal }) => findDelivery(webhookId, id, signal),
  })

async function findDelivery(webhookId: string, id: string, signal: AbortSignal): Promise<webhooks.Delivery | null> {
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const query = { limit: lookPageSize, ...(cursor && { cursor }) }
    const read = await call(webhooks.listDeliveries, { params: { id: webhookId }, query }, { signal })
    const found = read.data.find((one) => one.id === id)
    if (found) return found
    if (read.nextCursor === null) return null
    cursor = read.nextCursor
  }
  return null
}

/** The pages of the log that are in sight. */
const shownPages = (client: QueryClient, webhookId: string) =>
  client
    .getQueriesData<Page<webhooks.Delivery>>({ queryKey: deliveriesKey(webhookId), type: 'active' })
    .flatMap(([, page]) => page?.data ?? [])

export const findShown = (client: QueryClient, webhookId: string, id: string) =>
  shownPages(client, webhookId).find((one) => one.id === id)

/** How soon a try that lies ahead counts as under way. */
const soonMs = 2_000

/** Whether a delivery is being tried now or about to be. */
export const isMoving = ({ status, nextAttemptAt }: webhooks.Delivery) =>
  status === 'pending' && (nextAttemptAt === null || Date.parse(nextAttemptAt) < Date.now() + soonMs)

/** Whether a delivery in sight is. */
export const isAnyMoving = (client: QueryClient, webhookId: string) => shownPages(client, webhookId).some(isMoving)

/** When to look again at a delivery that is shown: soon while it is tried, else when its next try is due. */
export function pollAfterMs(delivery: webhooks.Delivery): number | false {
  if (delivery.status !== 'pending') return false
  const dueMs = Date.parse(delivery.nextAttemptAt ?? '') || 0
  return Math.min(3_600_000, Math.max(1_000, dueMs - Date.now()))
}
