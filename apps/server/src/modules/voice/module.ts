import type { Module } from '@pulse/contract'
import { agent } from './agent.ts'
import { call } from './call.ts'
import { campaign } from './campaign.ts'
import { customer } from './customer.ts'
import { invoice } from './invoice.ts'
import { knowledge } from './knowledge.ts'
import { order } from './order.ts'
import { payment } from './payment.ts'
import { product } from './product.ts'

export const voice: Module = {
  name: 'voice',
  label: 'Voice',
  description: 'Calls, the agents that take them, and the orders that come out of them.',
  types: [call, agent, knowledge, campaign, customer, product, order, payment, invoice],
  shares: ['contact'],
}
