import type { webhooks } from '@pulse/contract'

/** The wire formats as people choose them; the headers of Standard Webhooks come with each. */
export const formats: Record<webhooks.WebhookFormat, { label: string; about: string }> = {
  standard: {
    label: 'Standard Webhooks',
    about: 'Holds type, timestamp and data; signed as standardwebhooks.com describes. For new receivers.',
  },
  pulse: {
    label: 'Pulse',
    about: 'Holds event, workspaceId and the record under its own name; X-Webhook-Signature over time and body.',
  },
  admin: {
    label: 'Admin',
    about: 'Names events with underscores, as in order_created; X-Webhook-Signature over the body.',
  },
  crm: {
    label: 'CRM',
    about: 'Holds event, tenantId and data; X-Webhook-Signature begins with sha256=.',
  },
  cortexbuild: {
    label: 'CortexBuild',
    about: 'Writes fields in snake_case, with company_id and user_id; X-CortexBuild headers.',
  },
}
