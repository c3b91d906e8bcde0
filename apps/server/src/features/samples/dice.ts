import { createHash } from 'node:crypto'

/** Chance that repeats: every value depends only on the seed and on what it is asked for. */
export interface Dice {
  /** A number from 0 to below 1. */
  roll(): number
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number
  pick<Item>(items: readonly Item[]): Item
  chance(share: number): boolean
}

/** Dice for one thing, such as the 17th order of seed 1: the same each time (splitmix32 over a hash of the name). */
export function diceFor(seed: number, ...name: (string | number)[]): Dice {
  let state = createHash('sha256')
    .update(`${seed} ${name.join(' ')}`)
    .digest()
    .readUInt32LE()
  const roll = () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296
  }
  const pick = <Item>(items: readonly Item[]) => {
    const item = items[Math.floor(roll() * items.length)]
    if (item === undefined) throw new Error('Nothing to pick from.')
    return item
  }
  return {
    roll,
    pick,
    between: (least, most) => least + Math.floor(roll() * (most - least + 1)),
    chance: (share) => roll() < share,
  }
}

/** Tells the ids and unique values of one filling from those of any other: the seed, and six digits that stand for its moment. */
export const runName = (seed: number, endMs: number) =>
  `${seed}${createHash('sha256').update(String(endMs)).digest('hex').slice(0, 6).toUpperCase()}`

/** The id of a sample record: a UUID whose time is the record's, so that references can be written before it is. */
export function sampleId(run: string, type: string, index: number, timeMs: number): string {
  const hash = createHash('sha256').update(`${run} ${type} ${index}`).digest('hex')
  const time = Math.floor(timeMs).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`
}
