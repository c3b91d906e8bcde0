import { covers } from '@pulse/contract'
import type { Consumer } from '#kernel/dispatch/consumer'
import { isoNow } from '#kernel/clock'
import { Rows, rowType } from '#kernel/db/rows'
import { statement } from '#kernel/db/statement'
import type { Kernel } from '#kernel/kernel'
import type { StoredEvent } from '#kernel/spine/event'
import type { Owed, Sender } from './sender.ts'
import { isSince, targetColumns, type Target, type TargetRow } from './target.ts'

const activeTargets = statement(
  'webhook targets',
  `select ${targetColumns} from webhooks where workspace_id = any($1::uuid[]) and is_active`,
)

const insertDue = statement(
  'due insert',
  `insert into due_deliveries (id, workspace_id, webhook_id, event_id, event_type, retention, worker_id, due_at)
   select (one).*, $2::timestamptz from unnest($1::due_row[]) as one`,
)

const dueRow = rowType('due_row', {
  id: 'uuid',
  workspace_id: 'uuid',
  webhook_id: 'text',
  event_id: 'uuid',
  event_type: 'text',
  retention: 'smallint',
  worker_id: 'uuid',
})

/** Turns events into deliveries: the rows are born leased to this process and go to its sender as soon as they are committed. */
export function fanOut(kernel: Kernel, sender: Sender, open: (row: TargetRow) => Target): Consumer {
  const { registry, presence, newId, clock } = kernel

  return {
    name: 'webhooks',
    async handle(events, sql) {
      const workspaceIds = [...new Set(events.map(({ workspaceId }) => workspaceId))]
      const rows = await sql<TargetRow>(activeTargets, [workspaceIds])
      const targets = Map.groupBy(rows.map(open), ({ workspaceId }) => workspaceId)
      const owed: Owed[] = events
        .filter(({ type }) => !registry.catalog.get(type)?.direct)
        .flatMap((event) =>
          (targets.get(event.workspaceId) ?? [])
            .filter((target) => isOwed(target, event))
            .map((target) => ({ id: newId(), event, target, attempts: 0 })),
        )
      if (owed.length === 0) return undefined
      // What an endpoint has no room for waits in the table, free for whoever has: it is claimed like a retry.
      const roomy = new Set([...new Set(owed.map(({ target }) => target))].filter((target) => sender.hasRoom(target)))
      const due = owed.map(({ id, event, target }) => [
        id,
        event.workspaceId,
        target.id,
        event.id,
        event.type,
        event.retention,
        roomy.has(target) ? presence.id : null,
      ])
      await sql(insertDue, [new Rows(dueRow, due), isoNow(clock)])
      return () => sender.take(owed.filter(({ target }) => roomy.has(target)))
    },
    isBusy: (workspaceId) => sender.isBusyWith(workspaceId),
  }
}

const isOwed = (target: Target, event: StoredEvent) =>
  target.events.some((pattern) => covers(pattern, event.type)) && isSince(target, event)
