import { computedFields, type ObjectType, type RecordData } from '@pulse/contract'
import { diceFor, runName, sampleId, type Dice } from './dice.ts'
import { createMoments } from './moments.ts'
import { castOf, valueOf } from './values.ts'

/** A sample record as a caller would send it, with its moment. */
export interface Sample {
  type: string
  data: RecordData & { id: string }
  timeMs: number
}

/** How many records of each type, in an order in which what is referred to comes first. */
export interface SamplePlan {
  counts: readonly { type: ObjectType; count: number }[]
  total: number
}

/** Types that happen often get more records than those they are about. */
const shares: Record<string, number> = {
  message: 6,
  call: 5,
  order: 5,
  conversation: 3,
  contact: 3,
  email_message: 3,
  time_entry: 3,
  payment: 3,
  customer: 2,
  invoice: 2,
  task: 2,
  ticket: 2,
  lead: 2,
}

export function planSamples(types: readonly ObjectType[], size: number): SamplePlan {
  const whole = types.reduce((sum, { name }) => sum + (shares[name] ?? 1), 0)
  let shared = 0
  let given = 0
  const counts = inOrder(types).map((type) => {
    shared += shares[type.name] ?? 1
    // What is rounded off one type goes to the next, so that all together are as many as asked for.
    const count = Math.round((size * shared) / whole) - given
    given += count
    return { type, count }
  })
  return { counts, total: given }
}

/** Sorts types behind those they refer to, as far as references do not go in a circle. */
function inOrder(types: readonly ObjectType[]): ObjectType[] {
  const sorted: ObjectType[] = []
  const visit = (type: ObjectType, above: readonly ObjectType[]) => {
    if (sorted.includes(type) || above.includes(type)) return
    for (const { references } of type.fields) {
      const target = types.find(({ name }) => name === references)
      if (target) visit(target, [...above, type])
    }
    sorted.push(type)
  }
  for (const type of types) visit(type, [])
  return sorted
}

/** Makes any sample record of a plan, by type and number, without making the others. */
export function createGenerator({ counts }: SamplePlan, { seed, endMs }: { seed: number; endMs: number }) {
  const momentAt = createMoments(endMs)
  const run = runName(seed, endMs)
  const countOf = new Map(counts.map(({ type, count }) => [type.name, count]))
  const rank = new Map(counts.map(({ type }, index) => [type.name, index]))
  const timeOf = (type: string, index: number) =>
    momentAt((index + diceFor(seed, type, index, 'time').roll()) / (countOf.get(type) ?? 1))
  const idOf = (type: string, index: number) => sampleId(run, type, index, timeOf(type, index))

  return (type: ObjectType, index: number): Sample => {
    const dice = diceFor(seed, type.name, index)
    const timeMs = timeOf(type.name, index)
    const refer = (target: string) => {
      const count = countOf.get(target)
      const isEarlier = (rank.get(target) ?? 0) < (rank.get(type.name) ?? 0)
      return count && isEarlier ? idOf(target, dice.between(0, count - 1)) : undefined
    }
    const making = { type, index, run, timeMs, endMs, dice, refer, ...castOf(dice) }
    const computed = computedFields(type)
    const values = type.fields
      .filter(({ name }) => !computed.has(name))
      .map((field) => [field.name, valueOf(field, making)] as const)
    const data = {
      ...Object.fromEntries(values.filter(([, value]) => value !== undefined)),
      ...stateOf(type, dice, (endMs - timeMs) / 86_400_000),
    }
    return { type: type.name, data: { ...data, id: sampleId(run, type.name, index, timeMs) }, timeMs }
  }
}

/** Walks the status machine from its start: the older a record, the further it came. */
function stateOf({ status }: ObjectType, dice: Dice, ageDays: number): RecordData {
  if (!status) return {}
  let state = status.initial
  const steps = dice.between(0, Math.min(6, 1 + Math.floor(ageDays / 4)))
  for (let step = 0; step < steps; step++) {
    const next = status.moves[state] ?? []
    if (next.length === 0) break
    // The first move is the usual way on.
    state = dice.chance(0.75) ? (next[0] ?? state) : dice.pick(next)
  }
  return { [status.field]: state }
}
