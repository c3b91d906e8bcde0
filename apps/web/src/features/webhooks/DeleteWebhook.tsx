import { Button } from '@mantine/core'
import { webhooks } from '@pulse/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call } from '#api/client.ts'
import { ConfirmButton } from '#ui/ConfirmButton.tsx'
import { paths } from '../../paths.ts'
import { listKey } from './queries.ts'

export function DeleteWebhook({ webhook: { id, name } }: { webhook: webhooks.Webhook }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => call(webhooks.deleteWebhook, { params: { id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: listKey })
      await navigate({ to: paths.webhooks })
    },
  })
  return (
    <ConfirmButton
      title={`Delete ${name}?`}
      confirm="Delete the webhook"
      action={remove}
      trigger={(open) => (
        <Button variant="default" onClick={open}>
          Delete
        </Button>
      )}
    >
      It hears of nothing more, and what is still waiting to be sent to it is dropped. To pause it, switch it off
      instead.
    </ConfirmButton>
  )
}
