import { webhooks } from '@pulse/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#api/client.ts'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Page } from '#ui/Page.tsx'
import { paths } from '../../paths.ts'
import { creationOf, emptyDraft } from './draft.ts'
import { keepWebhook } from './queries.ts'
import { SigningSecret } from './SigningSecret.tsx'
import { WebhookForm } from './WebhookForm.tsx'

const up = { to: paths.webhooks, label: 'Webhooks' }

/** Subscribes a URL to events, then shows the secret that signs them, this once. */
export function NewWebhookPage() {
  const client = useQueryClient()
  const [draft, setDraft] = useState(emptyDraft)
  const create = useMutation({
    mutationFn: () => call(webhooks.createWebhook, { body: creationOf(draft) }),
    // What is cached holds no secret.
    onSuccess: ({ secret: _, ...webhook }) => keepWebhook(client, webhook),
  })
  if (create.data) return <MadeWebhook webhook={create.data} />
  return (
    <Page title="New webhook" up={up} shape="narrow">
      <WebhookForm
        draft={draft}
        onChange={setDraft}
        onSubmit={() => create.mutate()}
        submit="Create the webhook"
        isPending={create.isPending}
        error={create.error}
        isNew
        cancel={
          <LinkButton to={paths.webhooks} variant="default">
            Cancel
          </LinkButton>
        }
      />
    </Page>
  )
}

const MadeWebhook = ({ webhook: { id, name, secret = '' } }: { webhook: webhooks.NewWebhook }) => (
  <Page
    title={`${name} is ready`}
    tabTitle="New webhook"
    up={up}
    about="It hears of events from this moment on. This is the secret that signs them, shown this once."
    shape="narrow"
  >
    <SigningSecret secret={secret} />
    <div>
      <LinkButton to={paths.webhook(id)}>Open the webhook</LinkButton>
    </div>
  </Page>
)
