import { ApiError, webhooks } from '@pulse/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '#api/client.ts'
import { LinkButton } from '#ui/LinkButton.tsx'
import { Failure } from '#ui/Notice.tsx'
import { Page } from '#ui/Page.tsx'
import { PendingFields } from '#ui/Pending.tsx'
import { paths } from '../../paths.ts'
import { changesOf, draftOf } from './draft.ts'
import { keepWebhook, webhookQuery } from './queries.ts'
import { WebhookConflict } from './WebhookConflict.tsx'
import { WebhookForm } from './WebhookForm.tsx'

export function EditWebhookPage({ id }: { id: string }) {
  const { data: webhook, error, refetch } = useQuery({ ...webhookQuery(id), staleTime: 0 })
  return (
    <Page
      title={`Edit ${webhook?.name ?? 'webhook'}`}
      up={{ to: paths.webhook(id), label: webhook?.name ?? 'Webhook' }}
      shape="narrow"
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {webhook ? <EditForm key={id} webhook={webhook} /> : !error && <PendingFields />}
    </Page>
  )
}

/** Edits from the version that was read; what others change meanwhile is shown on saving. */
function EditForm({ webhook }: { webhook: webhooks.Webhook }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [base, setBase] = useState(webhook)
  const [draft, setDraft] = useState(() => draftOf(webhook))
  const save = useMutation({
    mutationFn: () =>
      call(
        webhooks.patchWebhook,
        { params: { id: base.id }, body: changesOf(draftOf(base), draft) },
        { ifMatch: base.version },
      ),
    onSuccess: async (changed) => {
      await keepWebhook(client, changed)
      await navigate({ to: paths.webhook(base.id) })
    },
  })
  const isConflict = save.error instanceof ApiError && save.error.code === 'webhook.version_conflict'
  return (
    <>
      {isConflict && (
        <WebhookConflict
          base={base}
          mine={draft}
          onChoose={(theirs, next) => {
            setBase(theirs)
            setDraft(next)
            save.reset()
          }}
        />
      )}
      <WebhookForm
        draft={draft}
        onChange={setDraft}
        onSubmit={() => save.mutate()}
        submit="Save"
        isPending={save.isPending}
        error={isConflict ? null : save.error}
        cancel={
          <LinkButton to={paths.webhook(base.id)} variant="default">
            Cancel
          </LinkButton>
        }
      />
    </>
  )
}
