import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, scopes, type Call, type Module, type Scope } from '@pulse/contract'
import { makeKey } from '#features/api-keys/index'
import { insertWorkspace } from '#features/workspaces/index'
import { systemActor, type WorkspaceRef } from '#kernel/actor'
import type { Clock } from '#kernel/clock'
import { readConfig, type Config } from '#kernel/config'
import type { Feature } from '#kernel/feature'
import { createApp, type App } from '../app.ts'
import { cloneDatabase, type TestDatabase } from './database.ts'

/** A running app with what tests need of it. */
export interface TestApp extends App {
  baseUrl: string
  /** A workspace of its own with a key, for one test. */
  workspace(options?: { scopes?: readonly Scope[] }): Promise<TestWorkspace>
  [Symbol.asyncDispose](): Promise<void>
}

export interface TestWorkspace extends WorkspaceRef {
  key: string
  call: Call
  /** A raw request with the key, for what the typed client would never send. */
  request(
    method: string,
    path: string,
    options?: { body?: unknown; text?: string; headers?: Record<string, string> },
  ): Promise<TestResponse>
}

export interface TestResponse {
  status: number
  headers: Headers
  // A test looks at whatever came back.
  body: Record<string, unknown> & { code?: string; issues?: { path: string; message: string }[]; data?: unknown }
}

export interface TestOptions {
  clock?: Clock
  modules?: readonly Module[]
  features?: readonly Feature[]
  environment?: Record<string, string>
  /** One that outlives the app, for tests of what another start finds. */
  database?: TestDatabase
}

export function testConfig(databaseUrl: string, environment: Record<string, string> = {}): Config {
  return readConfig({
    NODE_ENV: 'test',
    PORT: '0',
    PULSE_DATA: mkdtempSync(join(tmpdir(), 'pulse-test-')),
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'silent',
    EGRESS_ALLOW: '127.0.0.0/8',
    ...environment,
  })
}

/** An app on a database of its own, gone with the test that made it. */
export async function startApp({ environment, database: given, ...options }: TestOptions = {}): Promise<TestApp> {
  const database = given ?? (await cloneDatabase())
  const drop = async () => given ?? (await database.drop())
  const starting = createApp({ config: testConfig(database.url, environment), strict: true, ...options })
  starting.catch(drop)
  const app = await starting
  const baseUrl = await app.listen()
  return {
    ...app,
    baseUrl,
    workspace: ({ scopes: allowed = scopes } = {}) => makeWorkspace(app, baseUrl, allowed),
    [Symbol.asyncDispose]: async () => {
      await app.stop()
      await drop()
    },
  }
}

async function makeWorkspace({ kernel }: App, baseUrl: string, allowed: readonly Scope[]): Promise<TestWorkspace> {
  const workspace = {
    id: kernel.newId(),
    name: 'Test',
    timeZone: 'UTC',
    retentionDays: 90 as const,
    createdAt: new Date(kernel.clock.now()).toISOString(),
  }
  const ref = { id: workspace.id, retention: workspace.retentionDays, timeZone: workspace.timeZone }
  const { key = '' } = await kernel.write(systemActor(ref, 'Test'), async (tx, emit) => {
    await insertWorkspace(tx, workspace, kernel.registry)
    emit('workspace.created', workspace)
    return makeKey(kernel, { tx, emit, workspaceId: workspace.id }, { name: 'Test key', scopes: [...allowed] })
  })
  return { ...ref, key, call: createClient({ baseUrl, token: key }), request: requester(baseUrl, key) }
}

/** Sends raw requests with a key. */
function requester(baseUrl: string, key: string): TestWorkspace['request'] {
  return async (
    method,
    path,
    { body, text = body === undefined ? undefined : JSON.stringify(body), headers = {} } = {},
  ) => {
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(text !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(text !== undefined && { body: text }),
    })
    const answer = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: answer.startsWith('{') || answer.startsWith('[') ? JSON.parse(answer) : { text: answer },
    }
  }
}
