import type { Endpoint } from '@pulse/contract'
import type { FastifyRequest } from 'fastify'
import type { Actor, RepeatKey } from '../actor.ts'
import { sha256 } from '../crypto.ts'
import { fail } from '../problem.ts'

/** The Idempotency-Key of a request in its scope: workspace, actor, method and canonical path, whichever prefix or alias was used. */
export function repeatKeyOf(
  request: FastifyRequest,
  { method, path, status = 200, secret }: Endpoint,
  actor: Actor,
): RepeatKey | undefined {
  const given = request.headers['idempotency-key']
  if (given === undefined) return undefined
  if (typeof given !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(given)) {
    fail('request.invalid', {
      issues: [{ path: 'Idempotency-Key', message: 'Must be 1–255 printable ASCII characters, such as a UUID.' }],
    })
  }
  const params = request.params as Record<string, string>
  const canonical = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  return {
    kind: `repeat ${method} ${canonical}`,
    key: `${actor.kind} ${actor.id} ${given}`,
    fingerprint: request.bodyHash ?? sha256(''),
    status,
    secret,
  }
}
