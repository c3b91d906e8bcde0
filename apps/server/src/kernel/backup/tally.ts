import { createHash } from 'node:crypto'
import type { TableEnd } from './format.ts'

const newline = 10

/** Counts and hashes a table's COPY text, in which each row ends with the only newline it has. */
export class Tally {
  rows = 0
  bytes = 0
  readonly #hash = createHash('sha256')

  add(piece: Buffer): void {
    this.#hash.update(piece)
    this.bytes += piece.length
    for (let at = piece.indexOf(newline); at !== -1; at = piece.indexOf(newline, at + 1)) this.rows++
  }

  end(): TableEnd {
    return { rows: this.rows, bytes: this.bytes, sha256: this.#hash.digest('hex') }
  }
}
