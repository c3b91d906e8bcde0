import { Switch } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { webhooks } from '@pulse/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '#api/client.ts'
import { explain } from '#ui/Notice.tsx'
import { keepWebhook } from './queries.ts'

/** Switches a webhook on and off; stands where it was put while the server is asked. */
export function ActiveSwitch({ webhook: { id, isActive } }: { webhook: webhooks.Webhook }) {
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: (next: boolean) => call(webhooks.patchWebhook, { params: { id }, body: { isActive: next } }),
    onSuccess: (changed) => keepWebhook(client, changed),
    onError: (error) => notifications.show({ color: 'red', title: 'Not switched', message: explain(error).message }),
  })
  const shown = change.isPending ? change.variables : isActive
  return (
    <Switch
      aria-label="Send events to this URL"
      label={shown ? 'on' : 'off'}
      checked={shown}
      onChange={(event) => change.mutate(event.currentTarget.checked)}
    />
  )
}
