import { z } from 'zod'

/**
 * A backup is one file: the line `magic`, then frames. A frame is one byte that says what it is, four bytes of
 * length (big-endian) and its content. They come in this order, and nothing follows the end:
 *
 *   H  header, JSON                       once
 *   S  the keys that decrypt it, JSON     once, or never
 *   T  a table begins, JSON               for each table, those others refer to first
 *   D  a piece of its COPY text, as one zstd frame of at most `pieceBytes` before compression
 *   E  the table ends, JSON: rows, bytes and SHA-256 of its COPY text
 *   Z  the end, JSON: totals, and the SHA-256 of every byte before this frame
 */
export const magic = Buffer.from('PULSE BACKUP 1\n')
export const frameKinds = { header: 'H', secrets: 'S', table: 'T', data: 'D', tableEnd: 'E', end: 'Z' } as const
export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds]

export const frameHeadBytes = 5
/** COPY text in one piece, before compression. */
export const pieceBytes = 1_048_576
/** No frame is longer; a length beyond it comes from a damaged file. */
export const mostFrameBytes = 16_777_216

const Count = z.int().min(0)
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const Header = z.object({
  format: z.literal(1),
  id: z.uuid(),
  createdAt: z.iso.datetime(),
  pulseVersion: z.string(),
  postgresVersion: z.string(),
  /** What the schema is made of: a restore runs exactly these before it loads. */
  migrations: z.array(z.object({ name: z.string(), checksum: Sha256 })).min(1),
  /** Which keys the data was encrypted and hashed with; the keys themselves travel in frame S. */
  keys: z.object({ encryptionKey: z.string(), apiKeySecret: z.string() }),
  hasSecrets: z.boolean(),
  tables: z.array(z.object({ name: z.string(), estimatedRows: Count })),
  /** Daily partitions by name. */
  partitions: z.array(z.string()),
  sequences: z.array(z.object({ name: z.string(), lastValue: Count })),
  /** What the tables took on disk, with their indexes. */
  databaseBytes: Count,
})
export type Header = z.output<typeof Header>

export const BackupSecrets = z.object({ encryptionKey: z.base64(), apiKeySecret: z.string() })
export type BackupSecrets = z.output<typeof BackupSecrets>

export const TableHead = z.object({ name: z.string(), columns: z.array(z.string()).min(1) })
export type TableHead = z.output<typeof TableHead>

export const TableEnd = z.object({ rows: Count, bytes: Count, sha256: Sha256 })
export type TableEnd = z.output<typeof TableEnd>

export const End = z.object({ tables: Count, rows: Count, bytes: Count, sha256: Sha256 })
export type End = z.output<typeof End>
