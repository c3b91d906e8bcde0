import { eventLog, jobs, records, samples, webhooks, type Call } from '@pulse/contract'
import { pause } from '../../apps/server/src/kernel/clock.ts'
import { startReceiver } from '../../apps/server/src/test/receiver.ts'
import { startWorkspace, type Workspace } from './workspace.ts'

/** What the addresses of pages are made from. */
export interface Places {
  plural: string
  recordId: string
  eventId: string
  eventName: string
  webhookId: string
  typeName: string
}

/** A workspace in which every page has something to show. */
export interface Seeded extends Workspace {
  places: Places
}

const sampleSize = 400

export async function startSeeded(): Promise<Seeded> {
  const workspace = await startWorkspace()
  const receiver = await startReceiver()
  const { call } = workspace
  await fill(call)
  const webhookId = await subscribe(call, receiver.url)
  const { id: recordId } = await call(records.createRecord, {
    params: { plural: 'orders' },
    body: {
      orderNumber: 'SO-10421',
      currency: 'EUR',
      shippingAddress: '12 Quai Perrache, Lyon',
      lines: [{ sku: 'LMP-02', description: 'Desk lamp', quantity: 2, unitPrice: 49.9 }],
    },
  })
  const change = { params: { plural: 'orders', id: recordId }, body: { status: 'confirmed', channel: 'web' } }
  await call(records.patchRecord, change)
  await receiver.count(2)
  const events = await call(eventLog.listEvents, { query: { recordId, limit: 1 } })
  const places = {
    plural: 'orders',
    recordId,
    eventId: events.data[0]?.id ?? '',
    eventName: 'order.updated',
    webhookId,
    typeName: 'order',
  }
  return {
    ...workspace,
    places,
    [Symbol.asyncDispose]: async () => {
      await workspace[Symbol.asyncDispose]()
      await receiver[Symbol.asyncDispose]()
    },
  }
}

async function fill(call: Call): Promise<void> {
  const { id } = await call(samples.fillWithSamples, { body: { size: sampleSize } })
  const state = async () => (await call(jobs.readJob, { params: { id } })).state
  for (let now = await state(); now !== 'done'; now = await state()) {
    if (now === 'failed') throw new Error('The sample data could not be made.')
    await pause(50)
  }
}

/** One webhook that is answered and one whose receiver is gone. */
async function subscribe(call: Call, url: string): Promise<string> {
  const events = ['order.*']
  const { id } = await call(webhooks.createWebhook, { body: { name: 'Warehouse', url, events } })
  await call(webhooks.createWebhook, { body: { name: 'Old shop', url: 'http://127.0.0.1:9/', events, maxRetries: 1 } })
  return id
}
