import type pg from 'pg'
import type { Encode } from '../db/rows.ts'
import type { Sql, Statement } from '../db/statement.ts'

/** The door for operational state: several statements in one transaction of the engine, without an event. */
export type Note = <Result>(work: (sql: Sql) => Promise<Result>) => Promise<Result>
/** One operational statement that commits by itself. */
export type NoteOne = <Row extends object>(statement: Statement, values?: readonly unknown[]) => Promise<Row[]>

/** Runs work in a transaction on a checked-out connection; a connection that failed to roll back is thrown away. */
async function inTransaction<Result>(
  client: pg.PoolClient,
  encode: Encode,
  work: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  let broken: Error | undefined
  try {
    // Sent without waiting: the connection keeps the order, and a failure shows in the statements that follow.
    const begun = client.query('begin')
    begun.catch(() => {})
    const result = await work(runner(client, encode))
    await begun
    const { command } = await client.query('commit')
    if (command === 'ROLLBACK') throw new Error('The transaction was aborted by a statement whose error was swallowed.')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    client.release(broken)
  }
}

const runner =
  (client: pg.ClientBase, encode: Encode): Sql =>
  async <Row extends object>({ name, text }: Statement, values: readonly unknown[] = []) => {
    const { rows } = await client.query<Row>({ name, text, values: encode(values) })
    return rows
  }

export function createNote(engine: pg.Pool, encode: Encode): { note: Note; noteOne: NoteOne } {
  return {
    note: async (work) => inTransaction(await engine.connect(), encode, work),
    noteOne: async <Row extends object>({ name, text }: Statement, values: readonly unknown[] = []) => {
      const { rows } = await engine.query<Row>({ name, text, values: encode(values) })
      return rows
    },
  }
}
