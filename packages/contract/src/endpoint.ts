import type { z } from 'zod'
import type { ProblemCode } from './problem.ts'
import type { Scope } from './scope.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
export type Route = `${Method} /${string}`

export interface EndpointSpec {
  /** The feature's title, by which the docs group. */
  tag: string
  summary: string
  /** What the caller must be allowed to do; `public` needs no credentials. */
  scope: Scope | 'public'
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  reply: z.ZodType
  /** Answers Server-Sent Events (`text/event-stream`), never enveloped: the data of each message is a reply. */
  stream?: true
  status?: 200 | 201 | 202 | 204
  /** Every refusal of its own; the shared ones (validation, auth, server) are understood. */
  fails?: readonly ProblemCode[]
  /** Further routes that reach the same handler. */
  aliases?: readonly Route[]
  /** `bulk` takes bodies up to 16 MiB instead of 1 MiB. */
  size?: 'bulk'
  /** A read although its method is not GET: takes no Idempotency-Key. */
  readOnly?: true
  /** Happens again each time it is asked for: takes no Idempotency-Key. */
  repeatable?: true
  /** Answers a secret that must never be stored for an idempotent replay; named by its field. */
  secret?: string
}

export type Endpoint<Spec extends EndpointSpec = EndpointSpec> = Spec & { method: Method; path: string }

/** Declares one operation once: the server serves it under both prefixes, the docs print it, every client calls it. */
export function endpoint<const Spec extends EndpointSpec>(route: Route, spec: Spec): Endpoint<Spec> {
  return { ...spec, ...parseRoute(route) }
}

/** Splits `GET /webhooks/:id` into its method and path. */
export function parseRoute(route: Route): { method: Method; path: string } {
  const [method, path] = route.split(' ') as [Method, string]
  return { method, path }
}

type Part<Spec, Key extends string, Side extends 'input' | 'output'> =
  Spec extends Record<Key, infer Schema extends z.ZodType>
    ? { [K in Key]: Side extends 'input' ? z.input<Schema> : z.output<Schema> }
    : unknown

/** What a caller sends. */
export type Input<Spec> = Part<Spec, 'params', 'input'> & Part<Spec, 'query', 'input'> & Part<Spec, 'body', 'input'>
/** What a handler receives, parsed. */
export type Parsed<Spec> = Part<Spec, 'params', 'output'> & Part<Spec, 'query', 'output'> & Part<Spec, 'body', 'output'>
/** What both sides hold of the answer. */
export type Reply<Spec extends EndpointSpec> = z.output<Spec['reply']>
