import { z } from 'zod'
import type { Endpoint } from './endpoint.ts'
import { isPage } from './page.ts'
import { problems, Problem, type ProblemCode } from './problem.ts'

type Schema = { [key: string]: unknown }

export interface OpenApiInfo {
  title: string
  version: string
  description?: string
}

export interface OpenApiDocument {
  openapi: '3.1.0'
  info: OpenApiInfo
  servers: { url: string; description: string }[]
  tags: { name: string }[]
  paths: Record<string, Record<string, Schema>>
  components: { schemas: Record<string, Schema>; securitySchemes: Schema }
}

/** Refusals every endpoint shares, so that none has to declare them. */
export const sharedProblems = {
  read: ['request.invalid', 'server.unavailable'],
  authorised: ['auth.required', 'auth.key_invalid', 'auth.scope_missing'],
  body: ['request.not_json', 'request.media_type', 'request.too_large'],
  write: ['request.idempotency_reused', 'request.in_flight', 'server.disk_full', 'server.stopping'],
  stream: ['stream.limit_reached', 'server.stopping'],
} as const satisfies Record<string, readonly ProblemCode[]>

/** Every code an endpoint may refuse with, the shared ones included. */
export function problemsOf({ method, scope, body, stream, fails = [] }: Endpoint): ProblemCode[] {
  return [
    ...fails,
    ...sharedProblems.read,
    ...(scope === 'public' ? [] : sharedProblems.authorised),
    ...(body ? sharedProblems.body : []),
    ...(method === 'GET' ? [] : sharedProblems.write),
    ...(stream ? sharedProblems.stream : []),
  ]
}

/** Prints OpenAPI 3.1 from the endpoints alone, keyed by operation id; schemas that carry an id become components. */
export function openapi(endpoints: Record<string, Endpoint>, info: OpenApiInfo): OpenApiDocument {
  const schemas: Record<string, Schema> = {}
  const paths: OpenApiDocument['paths'] = {}
  for (const [operationId, endpoint] of Object.entries(endpoints)) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = {
      ...paths[path],
      [endpoint.method.toLowerCase()]: operation(operationId, endpoint, printer(schemas)),
    }
  }
  const tags = [...new Set(Object.values(endpoints).map(({ tag }) => tag))].map((name) => ({ name }))
  return {
    openapi: '3.1.0',
    info,
    servers: [
      { url: '/api/v1', description: 'Bare resources' },
      { url: '/api', description: 'The same in the envelope { success, data, message? }' },
    ],
    tags,
    paths,
    components: {
      schemas,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An API key.' } },
    },
  }
}

type Print = (schema: z.ZodType, io: 'input' | 'output') => Schema

/** Prints schemas one by one and collects those with an id under `components`. */
function printer(components: Record<string, Schema>): Print {
  return (schema, io) => {
    const { properties, $defs } = z.toJSONSchema(z.object({ schema }), { io, unrepresentable: 'any' }) as unknown as {
      properties: { schema: Schema }
      $defs?: Record<string, Schema>
    }
    for (const [name, definition] of Object.entries($defs ?? {})) {
      const { id: _, ...rest } = definition
      components[name] = pointed(rest)
    }
    return pointed(properties.schema)
  }
}

/** Rewrites `#/$defs/X` to `#/components/schemas/X` throughout. */
function pointed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(pointed) as Value
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) =>
    key === '$ref' && typeof inner === 'string'
      ? [key, inner.replace('#/$defs/', '#/components/schemas/')]
      : [key, pointed(inner)],
  )
  return Object.fromEntries(entries) as Value
}

function operation(operationId: string, endpoint: Endpoint, print: Print): Schema {
  const { summary, scope, params, query, body, reply, stream, status = 200, tag, method } = endpoint
  const { readOnly, repeatable } = endpoint
  const takesKey = method !== 'GET' && !readOnly && !repeatable
  return {
    operationId,
    summary,
    tags: [tag],
    security: scope === 'public' ? [] : [{ bearer: [scope] }],
    parameters: [
      ...parameters('path', params, print),
      ...parameters('query', query, print),
      ...(takesKey ? [idempotencyKey] : []),
      ...(stream ? [lastEventId] : []),
    ],
    ...(body && { requestBody: { required: !body.safeParse(undefined).success, content: json(print(body, 'input')) } }),
    responses: {
      [status]: {
        description: 'Done',
        ...(isPage(reply) && { headers: pagingHeaders }),
        content: stream ? eventStream(print(reply, 'output')) : json(print(reply, 'output')),
      },
      ...refusals(endpoint, print),
    },
  }
}

function refusals(endpoint: Endpoint, print: Print): Schema {
  const codes = new Map<number, string[]>()
  for (const code of problemsOf(endpoint)) {
    const [status, sentence] = problems[code]
    codes.set(status, [...(codes.get(status) ?? []), `\`${code}\`: ${sentence}`])
  }
  return Object.fromEntries(
    [...codes].map(([status, lines]) => [
      status,
      { description: lines.join('\n\n'), content: json(print(Problem, 'output')) },
    ]),
  )
}

function parameters(where: 'path' | 'query', schema: z.ZodType | undefined, print: Print): Schema[] {
  if (!schema) return []
  const { properties = {}, required = [] } = print(schema, 'input') as {
    properties?: Record<string, Schema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }))
}

const json = (schema: Schema) => ({ 'application/json': { schema } })
const eventStream = (schema: Schema) => ({ 'text/event-stream': { schema } })

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Makes the request safe to repeat for 24 hours.',
  schema: { type: 'string', maxLength: 255 },
}

const lastEventId = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'The id of the last message received: the stream resumes behind it.',
  schema: { type: 'string' },
}

const pagingHeaders = {
  'X-Total-Count': { description: 'How many there are; `10000+` above that.', schema: { type: 'string' } },
  'X-Page': { description: 'The page number; a page behind a cursor has none.', schema: { type: 'string' } },
  'X-Limit': { description: 'The page size.', schema: { type: 'string' } },
  Link: { description: 'RFC 8288 links to the first, previous and next page.', schema: { type: 'string' } },
}
