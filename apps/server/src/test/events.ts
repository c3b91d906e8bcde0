import { eventLog } from '@pulse/contract'
import { systemActor } from '#kernel/actor'
import type { TestApp, TestWorkspace } from './app.ts'
import { withSql } from './sql.ts'
import { readStream, type StreamMessage, type StreamReader } from './stream.ts'

interface Where {
  query?: string
  prefix?: string
  lastEventId?: string | undefined
  key?: string
}

/** Opens the event stream of a workspace. */
export const openEvents = (
  { baseUrl }: TestApp,
  workspace: TestWorkspace,
  { query = '', prefix = '/api/v1', lastEventId, key = workspace.key }: Where = {},
) => readStream(`${baseUrl}${prefix}/events/stream${query}`, { key, lastEventId })

/** Puts an event into a workspace's log. */
export const appendContact = (app: TestApp, workspace: TestWorkspace, data: Record<string, unknown>) =>
  app.kernel.append(systemActor(workspace), { events: [{ type: 'contact.created', data }], reply: null })

export const isLive = (messages: readonly StreamMessage[]) => messages.some(({ event }) => event === 'live')
export const eventsOf = ({ messages }: StreamReader) =>
  messages.filter(({ event }) => event === 'message').map(({ data }) => eventLog.Event.parse(JSON.parse(data)))
/** What tells the events of `appendContact` apart. */
export const namesOf = (reader: StreamReader) =>
  eventsOf(reader).flatMap(({ type, data }) => (type === 'contact.created' ? [data['n']] : []))

/** The ids of a workspace's events of that type, in commit order. */
export const writtenIn = (app: TestApp, workspace: TestWorkspace) =>
  withSql(app, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `select id from events where workspace_id = $1 and type = 'contact.created' order by epoch, xid, id`,
      [workspace.id],
    )
    return rows.map(({ id }) => id)
  })
