import { randomUUID } from 'node:crypto'
import { statement, type Sql, type Statement } from './db/statement.ts'
import type { Log } from './log.ts'
import type { Note, NoteOne } from './spine/note.ts'

/** Gives free what dead processes had leased, in the transaction that forgets them. */
export type Release = (sql: Sql, workerIds: readonly string[]) => Promise<void>

/** Proof that this process lives: what it leased stays its own while the heartbeat goes on. */
export interface Presence {
  /** Names this process in leases. */
  id: string
  /** False after the process stood still for so long that others may have taken over. */
  holdsLeases(): boolean
  onRelease(release: Release): void
  /** Called when the heartbeat comes back after so long that the leases must be taken for lost. */
  onLapse(forget: () => void): void
  /** Begins the heartbeat; `alone` says that no other process can be alive, so all leases of others are stale. */
  start(alone: boolean): Promise<void>
  stop(): Promise<void>
}

const beat = statement(
  'worker beat',
  `insert into workers (id) values ($1) on conflict (id) do update set heartbeat_at = now()`,
)
const findDead = statement(
  'workers dead',
  `select id from workers where id <> $1 and ($2 or heartbeat_at < now() - make_interval(secs => $3)) for update skip locked`,
)
const findSelf = statement('worker self', 'select id from workers where id = $1 for update')
const remove = statement('workers forget', 'delete from workers where id = any($1::uuid[])')

interface PresenceParts {
  note: Note
  noteOne: NoteOne
  log: Log
}

/** Proves that this process lives; one whose heartbeat is older than the lease has lost what it leased. */
export function createPresence(
  { note, noteOne, log }: PresenceParts,
  { beatMs, leaseMs } = { beatMs: 3_000, leaseMs: 10_000 },
): Presence {
  const id = randomUUID()
  const releases: Release[] = []
  const lapses: (() => void)[] = []
  let lastBeat = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined

  const bury = (find: Statement, values: readonly unknown[]) =>
    note(async (sql) => {
      const dead = (await sql<{ id: string }>(find, values)).map((row) => row.id)
      if (dead.length === 0) return 0
      for (const release of releases) await release(sql, dead)
      await sql(remove, [dead])
      return dead.length
    })

  const pulse = async (alone = false) => {
    const at = performance.now()
    await noteOne(beat, [id])
    // Asked when the beat is over: while it was on its way, others may have taken this process for dead.
    if (lastBeat > 0 && performance.now() - lastBeat >= leaseMs) for (const forget of lapses) forget()
    lastBeat = Math.max(lastBeat, at)
    const workers = await bury(findDead, [id, alone, leaseMs / 1_000])
    if (workers > 0) log.info({ workers }, 'took over what a stopped process had leased')
  }
  return {
    id,
    holdsLeases: () => performance.now() - lastBeat < leaseMs,
    onRelease: (release) => void releases.push(release),
    onLapse: (forget) => void lapses.push(forget),
    start: async (alone) => {
      await pulse(alone)
      timer = setInterval(
        () => void pulse().catch((error: unknown) => log.warn({ err: error }, 'heartbeat failed')),
        beatMs,
      )
    },
    stop: async () => {
      clearInterval(timer)
      await bury(findSelf, [id]).catch(() => {})
    },
  }
}
