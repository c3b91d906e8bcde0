import type { Module } from '@pulse/contract'
import { company } from './company.ts'
import { contact } from './contact.ts'
import { emailMessage } from './email-message.ts'
import { lead } from './lead.ts'
import { meeting } from './meeting.ts'
import { opportunity } from './opportunity.ts'
import { task } from './task.ts'
import { ticket } from './ticket.ts'

export const crm: Module = {
  name: 'crm',
  label: 'CRM',
  description: 'People and companies, the deals made with them, and the help they ask for.',
  types: [contact, company, lead, opportunity, task, ticket, meeting, emailMessage],
}
