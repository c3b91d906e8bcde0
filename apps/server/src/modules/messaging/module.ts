import type { Module } from '@pulse/contract'
import { conversation } from './conversation.ts'
import { message } from './message.ts'

export const messaging: Module = {
  name: 'messaging',
  label: 'Messaging',
  description: 'Conversations with a messaging agent, on every channel, message by message.',
  types: [conversation, message],
}
