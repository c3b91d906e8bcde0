import { didYouMean, type Issue } from '@pulse/contract'
import { z } from 'zod'
import { unstorableText } from './body.ts'

type ZodIssue = z.core.$ZodIssue

/** What is wrong, one entry for each field, with the nearest valid name where a name is unknown. */
export function issuesOf(error: z.ZodError, schema: z.ZodType): Issue[] {
  return error.issues.flatMap((issue) => describe(issue, schema, [])).slice(0, 100)
}

function describe(issue: ZodIssue, schema: z.ZodType, above: PropertyKey[]): Issue[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const names = fieldNames(schemaAt(schema, issue.path))
    return issue.keys.map((key) => ({
      path: dotted([...path, key]),
      message: `Unknown field.${didYouMean(key, names)}`,
    }))
  }
  if (issue.code === 'invalid_union') {
    const closest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? []
    if (depth(closest) > 0) return closest.flatMap((inner) => describe(inner, schema, path))
  }
  if (issue.code === 'invalid_key') return [{ path: dotted(path), message: issue.issues[0]?.message ?? issue.message }]
  if (issue.code === 'invalid_type' && issue.input === undefined)
    return [{ path: dotted(path), message: 'Is required.' }]
  return [{ path: dotted(path), message: issue.message }]
}

const depth = (issues: readonly ZodIssue[]) => Math.max(0, ...issues.map(({ path }) => path.length))
const dotted = (path: readonly PropertyKey[]) => path.map(String).join('.').slice(0, 500)

/** The schema at a path, as far as plain objects and arrays lead. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType {
  let at = unwrapped(schema)
  for (const step of path) {
    if (at instanceof z.ZodObject) at = unwrapped((at.shape as Record<string, z.ZodType>)[String(step)] ?? at)
    else if (at instanceof z.ZodArray) at = unwrapped(at.element as z.ZodType)
  }
  return at
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrapped(schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodPipe)
    return unwrapped((schema.in instanceof z.ZodTransform ? schema.out : schema.in) as z.ZodType)
  return schema
}

const fieldNames = (schema: z.ZodType) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : [])

/** Text in a path or query that cannot be stored. */
export function textIssues(values: Record<string, unknown>): Issue[] {
  return Object.entries(values).flatMap(([path, value]) => {
    const message = [path, ...(Array.isArray(value) ? value : [value])]
      .map((text) => unstorableText(String(text)))
      .find(Boolean)
    return message ? [{ path: path.replaceAll('\0', '\\0'), message }] : []
  })
}
