import type { Endpoint } from '@pulse/contract'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { fail } from '../problem.ts'
import { issuesOf, textIssues } from './issues.ts'

export interface ParsedRequest {
  params: unknown
  query: unknown
  body: unknown
}

/** Validates path, query and body; one refusal names every field that is wrong in the first part that is. */
export function parseRequest({ params, query, body }: Endpoint, request: FastifyRequest): ParsedRequest {
  const texts = { ...(request.query as Record<string, unknown>), ...(request.params as Record<string, unknown>) }
  const unstorable = textIssues(texts)
  if (unstorable.length > 0) fail('request.invalid', { issues: unstorable })
  return {
    params: parsePart(params, request.params),
    query: parsePart(query, request.query),
    body: parsePart(body, request.body),
  }
}

function parsePart(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined
  const result = schema.safeParse(value, { reportInput: true })
  return result.success ? result.data : fail('request.invalid', { issues: issuesOf(result.error, schema) })
}

/** The version in an If-Match header, quoted or not. */
export function versionOf({ headers }: FastifyRequest): number | undefined {
  const given = headers['if-match']
  if (given === undefined || given === '*') return undefined
  const [, version] = /^(?:W\/)?"?(\d{1,15})"?$/.exec(given) ?? []
  if (version) return Number(version)
  return fail('request.invalid', {
    issues: [{ path: 'If-Match', message: 'Must be the version you read, such as "3".' }],
  })
}
