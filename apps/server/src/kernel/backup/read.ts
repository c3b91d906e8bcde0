import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import type { z } from 'zod'
import { BackupSecrets, End, frameKinds, Header, pieceBytes, TableEnd, TableHead, type FrameKind } from './format.ts'
import { damaged, FrameReader, type Frame } from './frame-reader.ts'
import { Tally } from './tally.ts'

const decompress = promisify(zstdDecompress)

/** What a backup turned out to hold. */
export interface Contents {
  end: End
  tables: (TableEnd & { name: string })[]
}

export interface Verified extends Contents {
  header: Header
}

/** A backup being read, table after table; each is checked against its sums as it passes. */
export interface OpenBackup {
  header: Header
  secrets: BackupSecrets | undefined
  /** Bytes of the file read so far. */
  bytesRead: () => number
  /** Hands over each table with its COPY text, which must be read to its end; answers the totals when the whole backup is in order. */
  eachTable(take: (head: TableHead, copyText: AsyncIterable<Buffer>) => Promise<void>): Promise<Contents>
}

/** Reads the beginning of a backup; refuses what is none. */
export async function openBackup(source: AsyncIterable<Buffer>): Promise<OpenBackup> {
  const frames = new FrameReader(source)
  await frames.begin()
  const header = parse(Header, await frames.next(), frameKinds.header)
  const secrets = header.hasSecrets ? parse(BackupSecrets, await frames.next(), frameKinds.secrets) : undefined
  return {
    header,
    secrets,
    bytesRead: () => frames.bytes,
    eachTable: async (take) => {
      const tables: Contents['tables'] = []
      for (;;) {
        const frame = await frames.next()
        if (frame.kind === frameKinds.end) {
          await frames.end()
          return { end: checkEnd(frame, tables, header), tables }
        }
        const head = parse(TableHead, frame, frameKinds.table)
        if (head.name !== header.tables[tables.length]?.name)
          return damaged(`the table ${head.name} is not in its place`)
        const table = new TableReader(frames, head)
        await take(head, table.copyText())
        tables.push({ name: head.name, ...(table.end ?? damaged(`the table ${head.name} was not read to its end`)) })
      }
    },
  }
}

/** Reads a backup from end to end without keeping anything of it; answers its header and totals when it is whole. */
export async function verifyBackup(
  source: AsyncIterable<Buffer>,
  onProgress: (bytesRead: number) => void = () => {},
): Promise<Verified> {
  const backup = await openBackup(source)
  const { end, tables } = await backup.eachTable(async (_, copyText) => {
    for await (const piece of copyText) if (piece.length > 0) onProgress(backup.bytesRead())
  })
  return { header: backup.header, end, tables }
}

class TableReader {
  readonly #frames: FrameReader
  readonly #head: TableHead
  end: TableEnd | undefined

  constructor(frames: FrameReader, head: TableHead) {
    this.#frames = frames
    this.#head = head
  }

  async *copyText(): AsyncIterable<Buffer> {
    const { name } = this.#head
    const tally = new Tally()
    for (;;) {
      const frame = await this.#frames.next()
      if (frame.kind !== frameKinds.data) {
        const told = parse(TableEnd, frame, frameKinds.tableEnd)
        const found = tally.end()
        if (told.rows !== found.rows || told.bytes !== found.bytes || told.sha256 !== found.sha256)
          damaged(`the table ${name} is not what was written`)
        this.end = found
        return
      }
      const piece = await decompress(frame.content, { maxOutputLength: pieceBytes }).catch((cause: unknown) =>
        damaged(`a part of the table ${name} cannot be read`, cause),
      )
      tally.add(piece)
      yield piece
    }
  }
}

function checkEnd(frame: Frame, seen: readonly TableEnd[], header: Header): End {
  const end = parse(End, frame, frameKinds.end)
  if (end.sha256 !== frame.hashBefore()) damaged('it is not what was written')
  const rows = seen.reduce((sum, table) => sum + table.rows, 0)
  if (end.tables !== header.tables.length || seen.length !== end.tables || rows !== end.rows)
    damaged('a table is missing')
  return end
}

function parse<Shape extends z.ZodType>(shape: Shape, frame: Frame, kind: FrameKind): z.output<Shape> {
  if (frame.kind !== kind) return damaged('its parts are not in order')
  let value: unknown
  try {
    value = JSON.parse(frame.content.toString('utf8'))
  } catch (cause) {
    return damaged('a part of it cannot be read', cause)
  }
  const parsed = shape.safeParse(value)
  return parsed.success ? parsed.data : damaged('a part of it cannot be read', parsed.error)
}
