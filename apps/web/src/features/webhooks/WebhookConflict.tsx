import type { webhooks } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { ConflictNotice } from '#ui/ConflictNotice.tsx'
import { Failure } from '#ui/Notice.tsx'
import { changesOf, draftOf, draftText, labels, type DraftName, type WebhookDraft } from './draft.ts'
import { webhookQuery } from './queries.ts'

interface WebhookConflictProps {
  /** The version the form began with. */
  base: webhooks.Webhook
  mine: WebhookDraft
  /** Goes on from the newer version with this draft. */
  onChoose: (theirs: webhooks.Webhook, draft: WebhookDraft) => void
}

/** What someone else saved beside what is in the form. */
export function WebhookConflict({ base, mine, onChoose }: WebhookConflictProps) {
  const { data: theirs, error } = useQuery({ ...webhookQuery(base.id), staleTime: 0, refetchOnMount: 'always' })
  if (error) return <Failure error={error} />
  if (!theirs || theirs.version === base.version) return null
  const [before, current] = [draftOf(base), draftOf(theirs)]
  const own = Object.keys(changesOf(before, mine)) as DraftName[]
  const foreign = Object.keys(changesOf(before, current)) as DraftName[]
  const rows = [...new Set([...own, ...foreign])].map((name) => ({
    name,
    label: labels[name],
    theirs: draftText(current, name) || '–',
    mine: own.includes(name) ? draftText(mine, name) || 'cleared' : 'not changed',
  }))
  const kept = Object.fromEntries(own.map((name) => [name, mine[name]]))
  return (
    <ConflictNotice
      version={theirs.version}
      rows={rows}
      onKeep={() => onChoose(theirs, { ...current, ...kept })}
      onTake={() => onChoose(theirs, current)}
    />
  )
}
