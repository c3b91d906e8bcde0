import type { eventTypes, JsonObject } from '@pulse/contract'
import { fail } from '#kernel/problem'
import type { Registry } from '#kernel/registry'
import { compileSchema, type Check } from './schema/compile.ts'
import { SchemaMistake } from './schema/terms.ts'

/** Refuses a name of the catalog, a schema that is none, and a sample that does not fit it. */
export function checkDeclaration({ catalog }: Registry, { name, schema, sample }: eventTypes.EventTypeDraft): void {
  if (catalog.has(name))
    fail('event.type_taken', { issues: [{ path: 'name', message: 'Is an event of the catalog.' }] })
  const check = compile(schema)
  const [misfit] = Object.keys(sample).length === 0 ? [] : check(sample)
  if (!misfit) return
  const message = `Does not fit the schema. ${misfit.message}`
  fail('request.invalid', { issues: [{ path: ['sample', misfit.path].filter(Boolean).join('.'), message }] })
}

function compile(schema: JsonObject): Check {
  try {
    return compileSchema(schema)
  } catch (error) {
    if (!(error instanceof SchemaMistake)) throw error
    return fail('request.invalid', {
      issues: [{ path: 'schema', message: `Is not a JSON Schema Pulse can check. ${error.message}` }],
    })
  }
}
