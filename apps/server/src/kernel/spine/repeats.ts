import { sql } from 'kysely'
import type { Actor, RepeatKey } from '../actor.ts'
import { isoNow, type Clock } from '../clock.ts'
import type { Vault } from '../crypto.ts'
import { isSame } from '../crypto.ts'
import type { Database, Reader, Writer } from '../db/kysely.ts'
import { fail } from '../problem.ts'

/** How long the answer of a request with an Idempotency-Key can be asked for again. */
const keptMs = 24 * 3_600_000

export interface StoredAnswer {
  status: number
  body: unknown
}

/** Keeps the bare answer of a write in its own transaction, so that a repeated request is answered and not done twice. */
export interface Repeats {
  /** Refuses with 409 while another request holds the key or once it has answered, with 422 when that had another body. */
  claim(tx: Writer, actor: Actor): Promise<void>
  store(tx: Writer, actor: Actor, answer: unknown): Promise<void>
  /** Deletes the row of the actor's key if its time is over; tells whether it was. */
  dropExpired(db: Database, actor: Actor): Promise<boolean>
  /** The row to insert where the write itself is one statement. */
  row(actor: Actor, answer: unknown): RepeatRow | undefined
  /** The stored answer; refuses with 422 when the key came with another body. */
  find(db: Reader, actor: Actor): Promise<StoredAnswer | undefined>
}

export interface RepeatRow {
  workspace_id: string
  kind: string
  key: string
  target: null
  fingerprint: Buffer
  answer: Buffer
  expires_at: string
}

export function createRepeats(clock: Clock, vault: Vault): Repeats {
  const row = (actor: Actor, answer: unknown): RepeatRow | undefined => {
    const repeat = actor.request?.repeat
    if (!repeat) return undefined
    const body = withoutSecret(answer, repeat.secret)
    return {
      workspace_id: actor.workspace.id,
      kind: repeat.kind,
      key: repeat.key,
      target: null,
      fingerprint: repeat.fingerprint,
      answer: vault.seal(JSON.stringify({ status: repeat.status, body })),
      expires_at: new Date(clock.now() + keptMs).toISOString(),
    }
  }
  const find: Repeats['find'] = async (db, { workspace, request }) => {
    if (!request?.repeat) return undefined
    const { kind, key, fingerprint } = request.repeat
    const found = await db
      .selectFrom('keys')
      .select(['fingerprint', 'answer'])
      .where('workspace_id', '=', workspace.id)
      .where('kind', '=', kind)
      .where('key', '=', key)
      .where('expires_at', '>', isoNow(clock))
      .executeTakeFirst()
    if (!found?.fingerprint || !found.answer) return undefined
    if (!isSame(found.fingerprint, fingerprint)) fail('request.idempotency_reused')
    return JSON.parse(vault.open(found.answer)) as StoredAnswer
  }
  return {
    row,
    find,
    dropExpired: (db, actor) => dropExpired(db, actor, isoNow(clock)),
    async claim(tx, actor) {
      const repeat = actor.request?.repeat
      if (!repeat) return
      const name = lockName(actor.workspace.id, repeat)
      const { rows } = await sql<{
        free: boolean
      }>`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as free`.execute(tx)
      // Who held the lock before may have answered since the key was looked up.
      if (!rows[0]?.free || (await find(tx as unknown as Reader, actor))) fail('request.in_flight', { retryAfter: 1 })
    },
    async store(tx, actor, answer) {
      const values = row(actor, answer)
      if (!values) return
      await dropExpired(tx, actor, isoNow(clock))
      await tx.insertInto('keys').values(values).execute()
    },
  }
}

async function dropExpired(db: Database, { workspace, request }: Actor, at: string): Promise<boolean> {
  if (!request?.repeat) return false
  const { numDeletedRows } = await db
    .deleteFrom('keys')
    .where('workspace_id', '=', workspace.id)
    .where('kind', '=', request.repeat.kind)
    .where('key', '=', request.repeat.key)
    .where('expires_at', '<=', at)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

const lockName = (workspaceId: string, { kind, key }: RepeatKey) => `${workspaceId} ${kind} ${key}`

/** A secret is shown once: a replay answers all but it. */
function withoutSecret(answer: unknown, secret: string | undefined): unknown {
  if (!secret || typeof answer !== 'object' || answer === null) return answer
  const { [secret]: _, ...rest } = answer as Record<string, unknown>
  return rest
}
