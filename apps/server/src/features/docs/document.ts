import {
  apiKeys,
  eventLog,
  eventTypes,
  jobs,
  modules,
  openapi,
  parkedEvents,
  records,
  samples,
  setup,
  webhooks,
  workspaces,
  type Endpoint,
  type OpenApiDocument,
} from '@pulse/contract'
import type { Registry } from '#kernel/registry'

const description = `Records come in, every change becomes an event, and every event becomes what people need.

Every path stands under \`/api/v1\` (bare resources) and under \`/api\` (the same in \`{ success, data }\`). Send an API key as
\`Authorization: Bearer <key>\`. Lists page by \`cursor\`; writes take an \`Idempotency-Key\`; changes take \`If-Match\` with the version you read.
Every refusal has one body, explained under [problems](/api/docs/problems).`

/** Every endpoint of the contract by operation id; records once for each object type, with that type's own schemas. */
export function everyEndpoint(registry: Registry): Record<string, Endpoint> {
  const fixed = {
    ...setup,
    ...workspaces,
    ...apiKeys,
    ...modules,
    ...eventLog,
    ...eventTypes,
    ...parkedEvents,
    ...jobs,
    ...samples,
    ...webhooks,
  }
  const typed = [...registry.types.values()].map(records.endpointsOfType)
  return Object.assign({}, Object.fromEntries(Object.entries(fixed).filter(isEndpoint)), ...typed) as Record<
    string,
    Endpoint
  >
}

const isEndpoint = (entry: [string, unknown]): entry is [string, Endpoint] => {
  const [, value] = entry
  return typeof value === 'object' && value !== null && 'method' in value && 'reply' in value
}

export function printOpenApi(registry: Registry, version: string): OpenApiDocument {
  return openapi(everyEndpoint(registry), { title: 'Pulse', version, description })
}
