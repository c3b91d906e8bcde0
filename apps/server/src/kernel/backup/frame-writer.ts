import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, zstdCompress } from 'node:zlib'
import {
  frameHeadBytes,
  frameKinds,
  magic,
  pieceBytes,
  type BackupSecrets,
  type End,
  type FrameKind,
  type Header,
  type TableEnd,
  type TableHead,
} from './format.ts'
import { Tally } from './tally.ts'

/** Takes the bytes of a backup, one piece after the other; resolves when it has room for more. */
export type Sink = (bytes: Buffer) => Promise<void>

const compress = promisify(zstdCompress)
const level = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }
/** Pieces compressed at a time: they are all the memory a backup of any size takes. */
const mostCompressing = 4

/** Writes the frames of one backup in their order. */
export class FrameWriter {
  readonly #sink: Sink
  readonly #hash = createHash('sha256')
  readonly #total = { tables: 0, rows: 0, bytes: 0 }

  constructor(sink: Sink) {
    this.#sink = sink
  }

  async begin(header: Header, secrets: BackupSecrets | undefined): Promise<void> {
    await this.#put(magic)
    await this.#frame(frameKinds.header, json(header))
    if (secrets) await this.#frame(frameKinds.secrets, json(secrets))
  }

  /** Writes one table from its COPY text; `onProgress` hears of rows and bytes as they pass. */
  async table(
    head: TableHead,
    copyText: AsyncIterable<Buffer>,
    onProgress: (rows: number, bytes: number) => void,
  ): Promise<TableEnd> {
    await this.#frame(frameKinds.table, json(head))
    const tally = new Tally()
    const compressing: Promise<Buffer>[] = []
    const writeOldest = async () => this.#frame(frameKinds.data, (await compressing.shift()) ?? Buffer.alloc(0))
    for await (const piece of inPieces(copyText)) {
      tally.add(piece)
      onProgress(tally.rows, tally.bytes)
      const compressed = compress(piece, level)
      // Heard when its turn comes; a failure must not count as unheard before.
      compressed.catch(() => {})
      compressing.push(compressed)
      if (compressing.length >= mostCompressing) await writeOldest()
    }
    while (compressing.length > 0) await writeOldest()
    const end = tally.end()
    await this.#frame(frameKinds.tableEnd, json(end))
    this.#total.tables++
    this.#total.rows += end.rows
    this.#total.bytes += end.bytes
    return end
  }

  async end(): Promise<End> {
    const end = { ...this.#total, sha256: this.#hash.digest('hex') }
    await this.#sink(framed(frameKinds.end, json(end)))
    return end
  }

  #frame(kind: FrameKind, content: Buffer): Promise<void> {
    return this.#put(framed(kind, content))
  }

  async #put(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes)
    await this.#sink(bytes)
  }
}

const json = (value: object) => Buffer.from(JSON.stringify(value))

function framed(kind: FrameKind, content: Buffer): Buffer {
  const head = Buffer.alloc(frameHeadBytes)
  head.write(kind, 'latin1')
  head.writeUInt32BE(content.length, 1)
  return Buffer.concat([head, content])
}

/** Gathers what a connection hands over in small parts into pieces worth compressing. */
async function* inPieces(parts: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let gathered: Buffer[] = []
  let bytes = 0
  for await (const part of parts) {
    for (let at = 0; at < part.length; at += pieceBytes) {
      const some = part.subarray(at, at + pieceBytes)
      if (bytes + some.length > pieceBytes) {
        yield Buffer.concat(gathered)
        gathered = []
        bytes = 0
      }
      gathered.push(some)
      bytes += some.length
    }
  }
  if (bytes > 0) yield Buffer.concat(gathered)
}
