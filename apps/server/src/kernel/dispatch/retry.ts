import { isUnavailable } from '../db/errors.ts'
import { statement } from '../db/statement.ts'
import type { Log } from '../log.ts'
import type { Note, NoteOne } from '../spine/note.ts'
import type { AfterCommit, Consumer } from './consumer.ts'
import { reasonOf } from './park.ts'
import { asEvent, eventColumns, type EventRecord } from './read.ts'

const pageSize = 100
const discardSize = 1_000
const noId = '00000000-0000-0000-0000-000000000000'

/** Which parked events of a workspace: those of some events, of one consumer, or both; all of them when neither is named. */
export interface ParkedSelection {
  workspaceId: string
  eventIds?: readonly string[] | undefined
  consumer?: string | undefined
}

/** How many events are parked no more, and how many stay. */
export interface ParkedOutcome {
  done: number
  failed: number
}

export interface RetryParts {
  note: Note
  noteOne: NoteOne
  consumers: readonly Consumer[]
  log: Log
}

const listParked = statement(
  'parked page',
  `select event_id, record_id from parked_events
   where workspace_id = $1 and consumer = $2 and event_id > $3 and ($4::uuid[] is null or event_id = any($4))
   order by event_id limit $5`,
)

const chain = statement(
  'parked of record',
  `select e.id from parked_events p join events e on e.workspace_id = p.workspace_id and e.id = p.event_id
   where p.workspace_id = $1 and p.consumer = $2 and p.record_id = $3 order by e.version, e.epoch, e.xid, e.id`,
)

const lock = statement(
  'parked lock',
  `select ${eventColumns} from parked_events p join events e on e.workspace_id = p.workspace_id and e.id = p.event_id
   where p.workspace_id = $1 and p.consumer = $2 and p.event_id = any($3::uuid[])
   order by e.epoch, e.xid, e.id for update of p`,
)

const forget = statement(
  'parked forget',
  `delete from parked_events where workspace_id = $1 and consumer = $2 and event_id = any($3::uuid[])`,
)

const setError = statement(
  'parked error',
  `update parked_events set error = $4 where workspace_id = $1 and consumer = $2 and event_id = $3`,
)

const discard = statement(
  'parked discard',
  `delete from parked_events where (workspace_id, consumer, event_id) in (
     select workspace_id, consumer, event_id from parked_events
     where workspace_id = $1 and ($2::text is null or consumer = $2) and ($3::uuid[] is null or event_id = any($3)) limit $4
   ) returning event_id`,
)

/** Hands parked events to their consumers again, page by page; what fails once more stays with its new error. */
export async function retryParked(parts: RetryParts, selection: ParkedSelection): Promise<ParkedOutcome> {
  const total = { done: 0, failed: 0 }
  const wanted = parts.consumers.filter(({ name }) => selection.consumer === undefined || selection.consumer === name)
  for (const consumer of wanted) {
    const retry = new Retry(parts, consumer, selection.workspaceId)
    for await (const { done, failed } of retry.pages(selection.eventIds)) {
      total.done += done
      total.failed += failed
    }
  }
  return total
}

/** Gives parked events up. */
export async function discardParked({ noteOne }: RetryParts, selection: ParkedSelection): Promise<ParkedOutcome> {
  const { workspaceId, consumer = null, eventIds = null } = selection
  for (let done = 0; ;) {
    const rows = await noteOne(discard, [workspaceId, consumer, eventIds, discardSize])
    done += rows.length
    if (rows.length < discardSize) return { done, failed: 0 }
  }
}

interface ParkedRow {
  event_id: string
  record_id: string | null
}

/** One consumer's parked events of one workspace, on their way back to it. */
class Retry {
  readonly #parts: RetryParts
  readonly #consumer: Consumer
  readonly #place: readonly [workspaceId: string, consumer: string]

  constructor(parts: RetryParts, consumer: Consumer, workspaceId: string) {
    this.#parts = parts
    this.#consumer = consumer
    this.#place = [workspaceId, consumer.name]
  }

  async *pages(eventIds: readonly string[] | undefined): AsyncGenerator<ParkedOutcome> {
    const seen = new Set<string>()
    for (let last = noId; ;) {
      const rows = await this.#parts.noteOne<ParkedRow>(listParked, [...this.#place, last, eventIds ?? null, pageSize])
      const end = rows.at(-1)
      if (!end) return
      last = end.event_id
      if (!this.#consumer.ordered) yield await this.#together(rows.map(({ event_id }) => event_id))
      else for (const row of rows) yield await this.#inOrder(row, seen)
    }
  }

  /** All at once, and when that fails one by one. */
  async #together(ids: readonly string[]): Promise<ParkedOutcome> {
    try {
      return { done: await this.#handle(ids), failed: 0 }
    } catch (error) {
      if (isUnavailable(error)) throw error
      return this.#oneByOne(ids)
    }
  }

  async #oneByOne(ids: readonly string[]): Promise<ParkedOutcome> {
    const outcome = { done: 0, failed: 0 }
    for (const id of ids) {
      const count = await this.#attempt(id)
      if (count === undefined) outcome.failed++
      else outcome.done += count
    }
    return outcome
  }

  /** Where order matters all parked events of a record go, earliest first, until one fails: what waits behind a mended one is free. */
  async #inOrder({ event_id, record_id }: ParkedRow, seen: Set<string>): Promise<ParkedOutcome> {
    if (record_id === null) return this.#oneByOne([event_id])
    if (seen.has(record_id)) return { done: 0, failed: 0 }
    seen.add(record_id)
    for (let done = 0; ;) {
      const waiting = await this.#parts.noteOne<{ id: string }>(chain, [...this.#place, record_id])
      const [first] = waiting
      const count = first && (await this.#attempt(first.id))
      if (count === undefined) return { done, failed: waiting.length }
      done += count
    }
  }

  /** How many events were handled (none when someone else was faster), or nothing when the consumer failed on it. */
  async #attempt(id: string): Promise<number | undefined> {
    try {
      return await this.#handle([id])
    } catch (error) {
      if (isUnavailable(error)) throw error
      this.#parts.log.error({ err: error, consumer: this.#consumer.name, eventId: id }, 'consumer failed again')
      await this.#parts.noteOne(setError, [...this.#place, id, reasonOf(error)])
      return undefined
    }
  }

  async #handle(ids: readonly string[]): Promise<number> {
    const [after, count] = await this.#parts.note(async (sql): Promise<[AfterCommit | void, number]> => {
      const events = (await sql<EventRecord>(lock, [...this.#place, ids])).map(asEvent)
      if (events.length === 0) return [undefined, 0]
      const then = await this.#consumer.handle(events, sql)
      await sql(forget, [...this.#place, events.map(({ id }) => id)])
      return [then, events.length]
    })
    after?.()
    return count
  }
}
