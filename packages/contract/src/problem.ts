import { z } from 'zod'

/** Every refusal the API can give: its HTTP status and the sentence a person reads, remedy included. */
export const problems = {
  'request.invalid': [400, 'Some fields are not valid; each issue names one and its remedy.'],
  'request.not_json': [400, 'The body is not valid JSON.'],
  'request.media_type': [415, 'Send the body as application/json.'],
  'request.too_large': [413, 'The body is larger than this endpoint takes; send it in smaller parts.'],
  'request.route_unknown': [404, 'No such path; every path is listed under /api/docs.'],
  'request.idempotency_reused': [422, 'This Idempotency-Key was used with another request; choose a new key.'],
  'request.in_flight': [409, 'The same request is still being worked on; try again shortly.'],
  'auth.required': [401, 'Send an API key in the Authorization header: "Bearer <key>".'],
  'auth.key_invalid': [401, 'This API key is unknown, revoked or expired; create a new one.'],
  'auth.scope_missing': [403, 'This key may not do that; use one with the scope the path asks for.'],
  'setup.token_invalid': [
    403,
    'This setup link was used already or is not the newest; the newest is in the server log.',
  ],
  'record.type_unknown': [404, 'No such object type in this workspace.'],
  'record.not_found': [404, 'No such record.'],
  'record.invalid': [400, 'Some fields do not fit the object type; each issue names one and its remedy.'],
  'record.duplicate': [409, 'A record with this value exists already; the value must be unique.'],
  'record.move_illegal': [422, 'The status cannot move there from where it is.'],
  'record.version_conflict': [409, 'Someone changed this in the meantime; read it again and repeat the change.'],
  'event.type_unknown': [400, 'This workspace has no such event; declare it first or use one of the catalog.'],
  'event.type_taken': [409, 'An event with this name exists already; choose another.'],
  'event.type_not_found': [404, 'No such event type of this workspace.'],
  'event.invalid': [400, 'The data does not fit the declared schema; each issue names one place and its remedy.'],
  'event.duplicate': [409, 'An event with this externalId was taken already.'],
  'event.not_found': [404, 'No such event.'],
  'event.position_gone': [
    410,
    'This event is unknown here or no longer kept; begin again with after=start, or without after for now.',
  ],
  'stream.limit_reached': [429, 'This workspace has as many streams open as it may; close one and try again.'],
  'webhook.not_found': [404, 'No such webhook.'],
  'webhook.id_taken': [409, 'A webhook with this id exists already; choose another.'],
  'webhook.version_conflict': [
    409,
    'Someone changed this webhook in the meantime; read it again and repeat the change.',
  ],
  'webhook.event_unknown': [400, 'A webhook can only subscribe to events of the catalog.'],
  'webhook.url_forbidden': [
    422,
    'This URL points inside a private network; use a public address or allow the range with EGRESS_ALLOW.',
  ],
  'delivery.not_found': [404, 'No such delivery.'],
  'job.not_found': [404, 'No such job.'],
  'module.unknown': [400, 'No such module; GET /modules lists them.'],
  'key.not_found': [404, 'No such API key.'],
  'server.unavailable': [503, 'The database is not reachable right now; nothing was written, try again shortly.'],
  'server.disk_full': [503, 'The disk is almost full; nothing was written, free some space and try again.'],
  'server.stopping': [503, 'The server is stopping; nothing was written, try again shortly.'],
  internal: [500, 'Something broke on our side; the request id finds it in the log.'],
} as const satisfies Record<string, readonly [status: number, message: string]>

export type ProblemCode = keyof typeof problems

/** What is wrong with one field and what to do about it; `path` is dotted, empty for the body itself. */
export const Issue = z.object({ path: z.string(), message: z.string() })
export type Issue = z.output<typeof Issue>

/** The one error body, the same under both prefixes. */
export const Problem = z
  .object({
    success: z.literal(false),
    error: z.string().describe('The same sentence as message.'),
    code: z.string().describe('Stable; programs compare this.'),
    message: z.string(),
    statusCode: z.int(),
    requestId: z.string(),
    issues: z.array(Issue).optional(),
    retryAfter: z.number().optional().describe('Seconds until a retry makes sense.'),
    docs: z.string().describe('Where the code is explained.'),
  })
  .meta({ id: 'Problem' })
export type Problem = z.output<typeof Problem>
