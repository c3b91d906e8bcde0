import type pg from 'pg'

/** The wire types rows are made of, with their fixed object ids in Postgres. */
const oids = {
  bytea: 17,
  bigint: 20,
  smallint: 21,
  integer: 23,
  text: 25,
  json: 114,
  float8: 701,
  timestamptz: 1184,
  uuid: 2950,
  jsonb: 3802,
} as const
export type ColumnType = keyof typeof oids

/** A composite type of the database through which a table takes many rows in one parameter. */
export interface RowType {
  name: string
  columns: readonly (readonly [name: string, type: ColumnType])[]
}

/** Declares a row type by its columns in the database's order. */
export function rowType(name: string, columns: Readonly<Record<string, ColumnType>>): RowType {
  return { name, columns: Object.entries(columns) }
}

/** Rows on their way into one parameter; each row's values stand in the order of the columns. */
export class Rows {
  readonly type: RowType
  readonly values: readonly (readonly unknown[])[]

  constructor(type: RowType, values: readonly (readonly unknown[])[]) {
    this.type = type
    this.values = values
  }
}

/** Turns the values of a statement into what the driver sends: row lists become one binary array. */
export type Encode = (values: readonly unknown[]) => unknown[]

/** Looks up the row types of this database. */
export async function createEncoder(client: pg.ClientBase): Promise<Encode> {
  const { rows } = await client.query<{ name: string; oid: number; columns: string[] }>(
    `select t.typname as name, t.oid::int as oid, array(
       select a.attname::text from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped order by a.attnum
     ) as columns
     from pg_type t join pg_class c on c.oid = t.typrelid and c.relkind = 'c' where t.typnamespace = 'public'::regnamespace`,
  )
  const known = new Map(rows.map((row) => [row.name, row]))
  return (values) =>
    values.map((value) => (value instanceof Rows ? encodeRows(value, oidOf(value.type, known)) : value))
}

function oidOf({ name, columns }: RowType, known: ReadonlyMap<string, { oid: number; columns: string[] }>): number {
  const found = known.get(name)
  const wanted = columns.map(([column]) => column).join(' ')
  if (found?.columns.join(' ') !== wanted)
    throw new Error(`The row type ${name} has the columns ${found?.columns.join(' ')}; the code expects ${wanted}.`)
  return found.oid
}

const epochOffsetMs = 946_684_800_000
let buffer = Buffer.allocUnsafe(65_536)

/** An array of composites in the binary format of Postgres (src/backend/utils/adt/arrayfuncs.c and rowtypes.c, array_recv and record_recv). */
function encodeRows({ type: { columns }, values }: Rows, oid: number): Buffer {
  let at = 0
  const room = (bytes: number) => {
    if (at + bytes <= buffer.length) return
    const grown = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes))
    buffer.copy(grown, 0, 0, at)
    buffer = grown
  }
  const int = (value: number) => void (at = buffer.writeInt32BE(value, at))
  const text = (value: string, prefix = 0) => {
    // UTF-8 takes at most three bytes for each UTF-16 unit.
    room(value.length * 3 + 8)
    const start = at
    at += 4 + prefix
    if (prefix) buffer[start + 4] = 1
    at += buffer.write(value, at, 'utf8')
    buffer.writeInt32BE(at - start - 4, start)
  }
  const fixed = { smallint: 2, integer: 4, bigint: 8, float8: 8, timestamptz: 8 }
  const value = (type: ColumnType, given: unknown) => {
    if (given === null || given === undefined) return int(-1)
    if (type === 'text' || type === 'json') return text(given as string)
    if (type === 'jsonb') return text(given as string, 1)
    if (type === 'uuid') return uuid(given as string)
    if (type === 'bytea') return bytes(given as Buffer)
    int(fixed[type])
    if (type === 'smallint') at = buffer.writeInt16BE(Number(given), at)
    else if (type === 'integer') int(Number(given))
    else if (type === 'float8') at = buffer.writeDoubleBE(Number(given), at)
    else at = writeLong(type === 'bigint' ? Number(given) : (Date.parse(given as string) - epochOffsetMs) * 1_000, at)
  }
  const uuid = (given: string) => {
    int(16)
    if (buffer.write(given.replaceAll('-', ''), at, 'hex') !== 16) throw new Error(`${given} is not a UUID.`)
    at += 16
  }
  const bytes = (given: Buffer) => {
    room(given.length + 8)
    int(given.length)
    at += given.copy(buffer, at)
  }
  room(20)
  for (const head of [1, 1, oid, values.length, 1]) int(head)
  for (const row of values) {
    room(8 + columns.length * 24)
    const start = at
    at += 4
    int(columns.length)
    columns.forEach(([, type], index) => {
      room(40 + columns.length * 24)
      int(oids[type])
      value(type, row[index])
    })
    buffer.writeInt32BE(at - start - 4, start)
  }
  return Buffer.from(buffer.subarray(0, at))
}

/** A whole number within ±2^53 as eight bytes, without the cost of a bigint. */
function writeLong(value: number, at: number): number {
  const high = Math.floor(value / 4_294_967_296)
  return buffer.writeUInt32BE(value - high * 4_294_967_296, buffer.writeInt32BE(high, at))
}
