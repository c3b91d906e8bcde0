import { z } from 'zod'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** How deep free-form JSON may nest before it is refused. */
export const maxJsonDepth = 32

/** Free-form JSON, at most `maxJsonDepth` levels deep. */
export const Json = z.custom<Json>((value) => value !== undefined && isShallow(value, maxJsonDepth), {
  error: `Must be JSON nested at most ${maxJsonDepth} levels deep.`,
})

/** A free-form JSON object (headers, config, custom event data): keys are the caller's and never renamed. */
export const JsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isShallow(value, maxJsonDepth),
  { error: `Must be a JSON object nested at most ${maxJsonDepth} levels deep.` },
)

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  return Object.values(value).every((inner) => isShallow(inner, depth - 1))
}
