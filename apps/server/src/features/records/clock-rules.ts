import type { ClockRule, ObjectType, RecordData } from '@pulse/contract'
import type { z } from 'zod'
import type { WorkspaceType } from '#kernel/types'
import { systemActor, type Actor } from '#kernel/actor'
import { isUnavailable } from '#kernel/db/errors'
import { statement, type Statement } from '#kernel/db/statement'
import type { Kernel } from '#kernel/kernel'
import { ProblemError } from '#kernel/problem'
import type { Slots } from '#kernel/slots'
import { Unchanged } from '#kernel/spine/write'
import { clockEvent } from './events.ts'
import { claimKeys, lockRecordToTell, presentRecord, type RecordRow } from './queries.ts'
import { changeRecord } from './write.ts'

type Rule = z.input<typeof ClockRule>

interface TypeRow {
  type_id: number
  name: string
  slots: Slots
  filling: string[]
  workspace_id: string
  retention: number
  time_zone: string
}

const allTypes = statement(
  'clock types',
  `select t.id as type_id, t.name, t.slots, t.filling, w.id as workspace_id, w.retention, w.time_zone
   from object_types t join workspaces w on w.id = t.workspace_id where t.name = any($1::text[])`,
)

const pageSize = 200
/** Records told of at a time: requests share the connections. */
const atOnce = 4

/** Lets happen what happens by time, once for each record and value of its field: invoices fall overdue, tasks come due. */
export async function clockRules(kernel: Kernel, signal: AbortSignal): Promise<void> {
  const timed = [...kernel.registry.types.values()].filter(({ clock = [] }) => clock.length > 0)
  const rows = await kernel.noteOne<TypeRow>(allTypes, [timed.map(({ name }) => name)])
  for (const row of rows) {
    const type = kernel.registry.types.get(row.name)
    const actor = systemActor({ id: row.workspace_id, retention: row.retention, timeZone: row.time_zone }, 'Clock')
    for (const rule of type?.clock ?? []) {
      if (!type) continue
      const one = { actor, rule, type: { ...row, id: row.type_id, type } }
      await apart(kernel, one, () => applyRule(kernel, one, signal))
    }
  }
}

interface Case {
  actor: Actor
  type: WorkspaceType
  rule: Rule
}

async function applyRule(kernel: Kernel, one: Case, signal: AbortSignal): Promise<void> {
  const { actor, type, rule } = one
  const find = findStatement(type, rule)
  const moment = momentOf(kernel.clock.now() + (rule.beforeMs ?? 0), type.type, one)
  for (let after = '00000000-0000-0000-0000-000000000000'; !signal.aborted;) {
    const rows = await kernel.noteOne<RecordRow>(find, [
      type.id,
      rule.whileStatus,
      moment,
      markKind(type.type, rule),
      pageSize,
      after,
      actor.workspace.id,
    ])
    for (let at = 0; at < rows.length; at += atOnce) {
      const some = rows.slice(at, at + atOnce)
      await Promise.all(some.map((row) => apart(kernel, one, () => happen(kernel, one, row))))
    }
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = last.id
  }
}

/** Records in one of the states whose moment has come and that were not told of yet. */
function findStatement({ type, slots }: WorkspaceType, rule: Rule): Statement {
  const time = slots[rule.field]
  const state = slots[type.status?.field ?? '']
  if (!time || !state)
    throw new Error(`The clock rule ${type.name}.${rule.event} needs ${rule.field} and the status to be indexed.`)
  return statement(
    `clock ${type.name} ${rule.event} ${time} ${state}`.slice(0, 60),
    `select r.id, r.version, r.data, r.created_at, r.updated_at from records r
     where r.type_id = $1 and r.${state} = any($2::text[]) and r.${time} < $3 and r.deleted_at is null and r.id > $6
       and not exists (select from keys k where k.workspace_id = $7 and k.kind = $4 and k.key = r.id || ' ' || (r.data ->> '${rule.field}'))
     order by r.id limit $5`,
  )
}

const markKind = ({ name }: ObjectType, { event }: Rule) => `clock ${name} ${event}`

/** The moment to compare with: a date has passed when its day is over where the workspace is. */
function momentOf(timeMs: number, { fields }: ObjectType, { actor, rule }: Case): string {
  const isDate = fields.find(({ name }) => name === rule.field)?.kind === 'date'
  if (!isDate) return new Date(timeMs + 1).toISOString()
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: actor.workspace.timeZone }).format(timeMs)
  return `${today}T00:00:00Z`
}

/** What fails on one record keeps no other from its event; a database that is away ends the run until the next minute. */
async function apart(kernel: Kernel, { actor, type, rule }: Case, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (isUnavailable(error)) throw error
    const about = { workspaceId: actor.workspace.id, type: type.type.name, rule: rule.event }
    kernel.log.error({ err: error, ...about }, 'a clock rule failed')
  }
}

async function happen(kernel: Kernel, one: Case, found: RecordRow): Promise<void> {
  const { actor, type, rule } = one
  if (!rule.moveTo || !type.type.status) return tell(kernel, one, found)
  const patch: RecordData = { [type.type.status.field]: rule.moveTo }
  try {
    await changeRecord(kernel, { actor, type }, { id: found.id, patch, ifMatch: found.version })
  } catch (error) {
    // The record changed meanwhile and is looked at again next minute.
    if (!(error instanceof ProblemError)) throw error
  }
}

/** Tells of a record as it is now, unless it is not due any more or another process was faster. */
function tell({ write }: Kernel, { actor, type, rule }: Case, found: RecordRow): Promise<void> {
  const { status } = type.type
  const isStill = ({ data }: RecordRow) =>
    data[rule.field] === found.data[rule.field] && rule.whileStatus.includes(String(data[status?.field ?? '']))
  return write(actor, async (tx, emit) => {
    const row = await lockRecordToTell(tx, actor, type, found.id)
    if (!row || !isStill(row)) return new Unchanged(undefined)
    const key = `${row.id} ${String(row.data[rule.field])}`
    const mark = { kind: markKind(type.type, rule), key, field: rule.field }
    if ((await claimKeys(tx, actor, row.id, [mark])).length > 0) return new Unchanged(undefined)
    const { type: name, data, ...about } = clockEvent(type.type, rule.event, presentRecord(type, row))
    emit(name, data, about)
    return undefined
  })
}
