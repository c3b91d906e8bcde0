import type { webhooks } from '@pulse/contract'
import type { Actor } from '#kernel/actor'
import { isoNow, pause } from '#kernel/clock'
import { statement } from '#kernel/db/statement'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import type { StoredEvent } from '#kernel/spine/event'
import { notSent, type Owed, type Sender, type Try } from './sender.ts'
import { createTargets, targetColumns, type TargetRow } from './target.ts'

const oneTarget = statement(
  'webhook target',
  `select ${targetColumns} from webhooks where workspace_id = $1 and id = $2`,
)

/** A little more than one try may take. */
const mostWaitMs = 32_000
const message = 'This is a test of your webhook.'

/** Sends a test event through the same path as every other delivery, once, and waits for the outcome. */
export async function sendTest(
  kernel: Kernel,
  sender: Sender,
  { actor, webhookId }: { actor: Actor; webhookId: string },
): Promise<webhooks.TestResult> {
  const { write, noteOne, newId, clock, presence, vault, epoch } = kernel
  if (sender.isDraining) fail('server.unavailable', { retryAfter: 1 })
  const [row = fail('webhook.not_found')] = await noteOne<TargetRow>(oneTarget, [actor.workspace.id, webhookId])
  const target = createTargets(vault, () => clock.now())(row)
  const id = newId()
  const data = { webhookId, message }
  const eventId = await write(actor, async (tx, emit) => {
    const told = emit('webhook.tested', data)
    const { id: workspaceId, retention } = actor.workspace
    await tx
      .insertInto('due_deliveries')
      .values({
        id,
        workspace_id: workspaceId,
        webhook_id: webhookId,
        event_id: told,
        event_type: 'webhook.tested',
        retention,
        attempts: 0,
        due_at: isoNow(clock),
        worker_id: presence.id,
      })
      .execute()
    return told
  })
  const event: StoredEvent = {
    id: eventId,
    workspaceId: actor.workspace.id,
    retention: actor.workspace.retention,
    epoch: epoch(),
    xid: '0',
    type: 'webhook.tested',
    record: null,
    actor: { kind: actor.kind, id: actor.id, name: actor.name },
    data: JSON.stringify(data),
    previous: null,
  }
  return present(id, await outcomeOf(sender, { id, event, target, attempts: 0 }, isoNow(clock)))
}

/** The outcome of a delivery's next try, for as long as a person may be kept waiting for it. */
async function outcomeOf(sender: Sender, owed: Owed, at: string): Promise<Try> {
  const sent = new AbortController()
  const done = new Promise<Try>((resolve) => sender.take([{ ...owed, onDone: resolve }]))
  const late = pause(mostWaitMs, sent.signal).then(() => notSent(owed, at))
  return Promise.race([done, late]).finally(() => sent.abort())
}

function present(deliveryId: string, { outcome }: Try): webhooks.TestResult {
  const success = outcome.answered && outcome.status >= 200 && outcome.status < 300
  return {
    success,
    message: success
      ? 'The endpoint accepted the test event.'
      : outcome.answered
        ? `The endpoint answered ${outcome.status}.`
        : outcome.reason,
    deliveryId,
    responseStatus: outcome.answered ? outcome.status : null,
    durationMs: outcome.durationMs,
  }
}
