import type { Module } from '@pulse/contract'
import { client } from './client.ts'
import { document } from './document.ts'
import { expense } from './expense.ts'
import { project } from './project.ts'
import { purchaseOrder } from './purchase-order.ts'
import { rfi } from './rfi.ts'
import { timeEntry } from './time-entry.ts'

export const construction: Module = {
  name: 'construction',
  label: 'Construction',
  description: 'Building projects with their questions, documents, hours, purchases and bills.',
  types: [project, rfi, client, document, timeEntry, purchaseOrder, expense],
  shares: ['task', 'invoice'],
}
