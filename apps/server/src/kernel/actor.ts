import type { Scope } from '@pulse/contract'

/** What of a workspace every write needs to know. */
export interface WorkspaceRef {
  id: string
  /** Days its events are kept. */
  retention: number
  timeZone: string
}

/** The request a write belongs to: where its answer is kept when the caller asked for a safe repeat. */
export interface RequestContext {
  id: string
  repeat?: RepeatKey
}

/** One Idempotency-Key in its scope, with the fingerprint of the body it came with. */
export interface RepeatKey {
  kind: string
  key: string
  fingerprint: Buffer
  status: number
  /** A field of the answer that must not be stored. */
  secret: string | undefined
}

/** Who performs a request, and in which workspace. */
export interface Actor {
  kind: 'api_key' | 'user' | 'system'
  id: string
  name: string
  workspace: WorkspaceRef
  scopes: ReadonlySet<Scope>
  request?: RequestContext
}

/** Pulse itself, acting in a workspace: the clock, jobs, imports. */
export function systemActor(workspace: WorkspaceRef, name = 'Pulse'): Actor {
  return { kind: 'system', id: 'pulse', name, workspace, scopes: new Set() }
}
