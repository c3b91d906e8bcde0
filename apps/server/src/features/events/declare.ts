import type { eventTypes } from '@pulse/contract'
import { fail } from '#kernel/problem'
import type { Registry } from '#kernel/registry'
import { checkOf } from './types.ts'

/** Refuses a name of the catalog, a schema that is none, and a sample that does not fit it. */
export function checkDeclaration({ catalog }: Registry, { name, schema, sample }: eventTypes.EventTypeDraft): void {
  if (catalog.has(name))
    fail('event.type_taken', { issues: [{ path: 'name', message: 'Is an event of the catalog.' }] })
  const check = compile(schema)
  const isEmpty = Object.keys(sample).length === 0
  if (isEmpty || check.safeParse(sample).success) return
  fail('request.invalid', { issues: [{ path: 'sample', message: 'Does not fit the schema.' }] })
}

function compile(schema: object) {
  try {
    return checkOf(schema)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'It cannot be read.'
    return fail('request.invalid', {
      issues: [{ path: 'schema', message: `Is not a JSON Schema Pulse can check: ${reason.slice(0, 200)}` }],
    })
  }
}
