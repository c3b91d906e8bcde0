import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** The server tests run on, handed over by the runner: a URL without a database. */
function serverUrl(): URL {
  const url = process.env['PULSE_TEST_SERVER']
  if (!url) throw new Error('Tests run through npm test, which starts their database.')
  return new URL(url)
}

export const template = 'pulse_template'

export function urlOf(database: string): string {
  const url = serverUrl()
  url.pathname = `/${database}`
  return url.href
}

export async function onServer<Result>(
  work: (client: pg.Client) => Promise<Result>,
  database = 'postgres',
): Promise<Result> {
  const client = new pg.Client(urlOf(database))
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export interface TestDatabase {
  url: string
  drop: () => Promise<void>
}

/** A database of its own, cloned from the migrated template. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const name = `pulse_test_${randomBytes(6).toString('hex')}`
  await onServer((client) => client.query(`create database ${name} template ${template}`))
  return {
    url: urlOf(name),
    drop: () => onServer(async (client) => void (await client.query(`drop database if exists ${name} with (force)`))),
  }
}

/** A database of its own with nothing in it; `owner` names a role that is not a superuser, made where it is missing. */
export async function emptyDatabase(owner?: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `pulse_empty_${randomBytes(6).toString('hex')}`
  await onServer(async (client) => {
    if (owner) await makePlainOwner(client, owner)
    await client.query(`create database ${name}${owner ? ` owner ${owner}` : ''}`)
  })
  const url = new URL(urlOf(name))
  if (owner) {
    url.username = owner
    url.password = owner
  }
  return {
    url: url.href,
    drop: () => onServer(async (client) => void (await client.query(`drop database if exists ${name} with (force)`))),
  }
}

async function makePlainOwner(client: pg.Client, role: string): Promise<void> {
  await client.query(
    `do $$ begin create role ${role} login createrole password '${role}'; exception when duplicate_object or unique_violation then null; end $$`,
  )
  await client.query(`grant pulse_app, pulse_engine to ${role} with admin option`)
}
