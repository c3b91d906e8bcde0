import { createHash } from 'node:crypto'
import { refuse } from '../refusal.ts'
import { frameHeadBytes, frameKinds, magic, mostFrameBytes, type FrameKind } from './format.ts'

export interface Frame {
  kind: FrameKind
  content: Buffer
  /** SHA-256 of every byte before this frame; only the end asks for it. */
  hashBefore: () => string
}

const kinds = new Set<string>(Object.values(frameKinds))

/** Refuses a backup that is not whole, saying what is wrong with it. */
export const damaged = (what: string, cause?: unknown): never =>
  refuse(`This backup is damaged: ${what}; use another copy of it.`, { cause })

/** Reads frames one by one, never more than one in memory; refuses what is no backup or ends too soon. */
export class FrameReader {
  readonly #parts: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)
  #hash = createHash('sha256')
  /** Bytes read so far. */
  bytes = 0

  constructor(source: AsyncIterable<Buffer>) {
    this.#parts = source[Symbol.asyncIterator]()
  }

  async begin(): Promise<void> {
    const start = await this.#take(magic.length)
    if (start?.equals(magic)) return
    const isNewer = start?.toString('latin1').startsWith('PULSE BACKUP ')
    refuse(isNewer ? 'This backup is in the format of a newer Pulse; use that one.' : 'This is not a backup of Pulse.')
  }

  async next(): Promise<Frame> {
    const before = this.#hash.copy()
    const head = (await this.#take(frameHeadBytes)) ?? damaged('it ends too soon')
    const kind = head.toString('latin1', 0, 1)
    const length = head.readUInt32BE(1)
    if (!isKind(kind) || length > mostFrameBytes) return damaged('a part of it cannot be read')
    const content = (await this.#take(length)) ?? damaged('it ends too soon')
    return { kind, content, hashBefore: () => before.digest('hex') }
  }

  /** Refuses anything behind the end. */
  async end(): Promise<void> {
    if (await this.#take(1)) damaged('something follows its end')
  }

  async #take(length: number): Promise<Buffer | undefined> {
    const parts = [this.#rest]
    let have = this.#rest.length
    while (have < length) {
      const { value, done } = await this.#parts.next()
      if (done) return undefined
      parts.push(value)
      have += value.length
    }
    const all = parts.length === 1 ? this.#rest : Buffer.concat(parts)
    this.#rest = all.subarray(length)
    this.bytes += length
    const taken = all.subarray(0, length)
    this.#hash.update(taken)
    return taken
  }
}

const isKind = (kind: string): kind is FrameKind => kinds.has(kind)
