import type { Issue, Json, JsonObject } from '@pulse/contract'
import { Budget, BudgetSpent } from './budget.ts'
import { keywords } from './keywords.ts'
import { createPatterns } from './patterns.ts'
import { fits, isObject, SchemaMistake, type Test } from './terms.ts'

/** Tells what of a value does not fit; empty when all does. */
export type Check = (value: Json, budget?: Budget) => readonly Issue[]

/** Compiles a tenant's JSON Schema (draft 2020-12, and the tuples of draft 7): patterns match in linear time and no check costs more than its budget. Throws `SchemaMistake`. */
export function compileSchema(root: JsonObject): Check {
  const test = createCompiler(root)(root, '#')
  return (value, budget = new Budget()) => {
    try {
      return test(value, { path: '', budget })
    } catch (error) {
      if (error instanceof BudgetSpent) return [{ path: '', message: error.message }]
      throw error
    }
  }
}

function createCompiler(root: JsonObject) {
  const referred = new Map<string, Test>()
  const pattern = createPatterns()

  const refer = (pointer: string): Test => {
    if (!referred.has(pointer)) {
      // Stands in while the target is compiled: it may refer to itself.
      referred.set(pointer, () => fits)
      referred.set(pointer, compile(targetOf(root, pointer), pointer))
    }
    return (value, spot) => referred.get(pointer)?.(value, spot) ?? fits
  }
  const compile = (schema: Json | undefined, at: string): Test => {
    if (schema === true) return () => fits
    if (schema === false) return (_, { path }) => [{ path, message: 'Is not allowed here.' }]
    if (!isObject(schema)) throw new SchemaMistake(`${at} must be an object, true or false.`)
    const inner = (below: Json | undefined, step: string) => compile(below, `${at}/${step}`)
    const tests = Object.entries(schema).flatMap(
      ([name, argument]) => keywords.get(name)?.(argument, { schema, inner, refer, pattern }) ?? [],
    )
    return (value, spot) => spot.budget.spend(() => tests.flatMap((test) => test(value, spot)))
  }
  return compile
}

/** Follows a JSON pointer (RFC 6901) inside the schema. */
function targetOf(root: JsonObject, pointer: string): Json {
  if (!/^#(?:\/|$)/.test(pointer)) throw new SchemaMistake(`$ref ${pointer} must point inside the schema (#/…).`)
  let target: Json | undefined = root
  for (const step of pointer.slice(2).split('/').filter(Boolean)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    target =
      (isObject(target) || Array.isArray(target)) && Object.hasOwn(target, name) ? Reflect.get(target, name) : undefined
  }
  if (target === undefined) throw new SchemaMistake(`$ref ${pointer} points at nothing.`)
  return target
}
