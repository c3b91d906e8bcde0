import type { CatalogEntry, eventTypes, JsonObject } from '@pulse/contract'
import { snapshotOf } from '@pulse/contract'
import { z } from 'zod'
import type { Registry } from '#kernel/registry'

/** The events of the platform and its modules with their JSON Schema and a sample; the same for every workspace. */
export function describeCatalog({ catalog }: Registry): eventTypes.EventType[] {
  return [...catalog.values()].filter(({ direct }) => !direct).map(describe)
}

function describe(entry: CatalogEntry): eventTypes.EventType {
  return {
    name: entry.name,
    description: entry.description,
    source: entry.type ? 'module' : 'platform',
    schema: schemaOf(entry.data),
    sample: sampleOf(entry),
  }
}

/** The JSON Schema itself at the top, not a reference to it. */
function schemaOf(data: z.ZodType): JsonObject {
  const { $ref = '', $defs = {}, ...rest } = z.toJSONSchema(data, { io: 'output', unrepresentable: 'any' })
  const name = $ref.replace('#/$defs/', '')
  const { [name]: root, ...others } = $defs
  return { ...rest, ...root, ...(Object.keys(others).length > 0 && { $defs: others }) } as unknown as JsonObject
}

const system = {
  id: '018f0000-0000-7000-8000-000000000001',
  version: 1,
  createdAt: '2026-01-01T09:00:00.000Z',
  updatedAt: '2026-01-01T09:00:00.000Z',
}

/** A record event shows its type's first example; a platform event nothing more than its schema does. */
function sampleOf({ type }: CatalogEntry): JsonObject {
  return type ? (snapshotOf(type, type.examples[0] ?? {}, system) as JsonObject) : {}
}
