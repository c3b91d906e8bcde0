import type { CatalogEntry, eventTypes, JsonObject } from '@pulse/contract'
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
    sample: entry.sample,
  }
}

/** The JSON Schema itself at the top, not a reference to it. */
function schemaOf(data: z.ZodType): JsonObject {
  const { $ref = '', $defs = {}, ...rest } = z.toJSONSchema(data, { io: 'output', unrepresentable: 'any' })
  const name = $ref.replace('#/$defs/', '')
  const { [name]: root, ...others } = $defs
  return { ...rest, ...root, ...(Object.keys(others).length > 0 && { $defs: others }) } as unknown as JsonObject
}
