import { records, webhooks } from '@pulse/contract'
import type { Received } from './receiver.ts'
import type { TestWorkspace } from './app.ts'

export const makeContact = ({ call }: TestWorkspace, lastName = 'x') =>
  call(records.createRecord, { params: { plural: 'contacts' }, body: { lastName } })

export const makeContacts = ({ call }: TestWorkspace, count: number) =>
  call(records.createRecords, {
    params: { plural: 'contacts' },
    body: { records: Array.from({ length: count }, (_, index) => ({ lastName: `Row ${index}` })) },
  })

export const subscribe = ({ call }: TestWorkspace, url: string, more: object = {}) =>
  call(webhooks.createWebhook, { body: { url, events: ['contact.*'], format: 'standard', ...more } })

export const logOf = async ({ call }: TestWorkspace, id: string) =>
  (await call(webhooks.listDeliveries, { params: { id }, query: {} })).data

/** Lets a receiver answer only when told to: all that wait, or so many. */
export function gate() {
  const waiting: (() => void)[] = []
  let isOpen = false
  return {
    answer: async (_: Received) => {
      if (!isOpen) await new Promise<void>((resolve) => waiting.push(resolve))
      return { status: 204 }
    },
    pass: (count: number) => {
      for (const resolve of waiting.splice(0, count)) resolve()
    },
    open: () => {
      isOpen = true
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}
