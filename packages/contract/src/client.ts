import type { Endpoint, EndpointSpec, Input, Reply } from './endpoint.ts'
import { Problem, type Issue } from './problem.ts'

/** A refusal of the API as the client throws it: `code` is stable, `issues` name the fields. */
export class ApiError extends Error {
  override name = 'ApiError'
  code: string
  status: number
  requestId: string
  issues: Issue[]
  retryAfter: number | undefined

  constructor(problem: Problem) {
    super(problem.message)
    this.code = problem.code
    this.status = problem.statusCode
    this.requestId = problem.requestId
    this.issues = problem.issues ?? []
    this.retryAfter = problem.retryAfter
  }
}

export interface ClientOptions {
  /** Where the server is, without a path: `http://127.0.0.1:3000`. */
  baseUrl: string
  token?: string
  fetch?: typeof globalThis.fetch
}

export interface CallOptions {
  /** Makes a write safe to repeat for 24 hours. */
  idempotencyKey?: string
  /** The version the caller last saw; a newer one refuses the write with 409. */
  ifMatch?: number
  signal?: AbortSignal
}

export type Call = <Spec extends EndpointSpec>(
  endpoint: Endpoint<Spec>,
  input: Input<Spec>,
  options?: CallOptions,
) => Promise<Reply<Spec>>

interface Parts {
  params?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

/** One typed call for every endpoint of the contract; throws `ApiError` for what the API refuses. */
export function createClient({ baseUrl, token, fetch = globalThis.fetch }: ClientOptions): Call {
  return async (endpoint, input, options = {}) => {
    const { params = {}, query = {}, body } = input as Parts
    const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
    const search = new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)])).toString()
    const response = await fetch(`${baseUrl}/api/v1${path}${search && `?${search}`}`, {
      method: endpoint.method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(options.idempotencyKey && { 'idempotency-key': options.idempotencyKey }),
        ...(options.ifMatch !== undefined && { 'if-match': `"${options.ifMatch}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(options.signal && { signal: options.signal }),
    })
    if (response.ok) return (await response.json()) as Reply<typeof endpoint>
    throw new ApiError(await readProblem(response))
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const text = await response.text()
  try {
    return Problem.parse(JSON.parse(text))
  } catch {
    const message = `The server answered ${response.status} without a readable reason.`
    const requestId = response.headers.get('x-request-id') ?? ''
    return {
      success: false,
      error: message,
      message,
      code: 'internal',
      statusCode: response.status,
      requestId,
      docs: '',
    }
  }
}
