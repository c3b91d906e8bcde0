import { eventLog, type Condition } from '@pulse/contract'
import { messageText } from '#kernel/http/sse'
import type { StreamCall } from '#kernel/http/serve-stream'
import type { Kernel } from '#kernel/kernel'
import { caughtUp } from '#kernel/live/follow'
import { findEnd } from '#kernel/live/log'
import { fail } from '#kernel/problem'
import type { StoredEvent } from '#kernel/spine/event'
import { conditionsSql, passes } from './conditions.ts'
import { getPosition } from './list.ts'
import { presentEvent } from './queries.ts'

interface Wanted extends StreamCall {
  conditions: readonly Condition[]
  /** The id of an event or "start"; now when left out. */
  after: string | undefined
}

const liveMessage = messageText({ event: 'live', data: '{}' })

/** Opens the stream of a workspace's events; refuses when the event to resume behind is gone. */
export async function openStream(
  kernel: Kernel,
  { actor, db, signal, conditions, after }: Wanted,
): Promise<AsyncIterable<string>> {
  const batches = kernel.live.follow({
    workspaceId: actor.workspace.id,
    after: after === undefined ? await findEnd(kernel, db) : await getPosition(kernel, { db, actor }, after),
    where: conditionsSql(conditions),
    signal,
  })
  return messagesOf(batches, conditions)
}

async function* messagesOf(
  batches: ReturnType<Kernel['live']['follow']>,
  conditions: readonly Condition[],
): AsyncGenerator<string> {
  for await (const batch of batches) {
    if (batch === caughtUp) yield liveMessage
    else yield* batch.filter((event) => passes(conditions, event)).map(textOf)
  }
}

const texts = new WeakMap<StoredEvent, string>()

/** The message of an event, made once for all streams that send it. */
function textOf(event: StoredEvent): string {
  let text = texts.get(event)
  if (!text) texts.set(event, (text = messageText({ id: event.id, data: JSON.stringify(presentEvent(event)) })))
  return text
}

/** Where a stream begins: behind the last message received, which an EventSource names by itself, or where the query says. */
export function beginningOf({ lastEventId }: StreamCall, after: string | undefined): string | undefined {
  if (lastEventId === undefined || eventLog.After.safeParse(lastEventId).success) return lastEventId ?? after
  return fail('request.invalid', {
    issues: [{ path: 'Last-Event-ID', message: 'Must be the id of the last event received.' }],
  })
}
