import { z } from 'zod'

/** A UUID in whatever case it came, in lower case from here on: as the database writes it, so that texts of one id are the same. */
export const uuid = (error: string) => z.uuid({ error }).toLowerCase()

/** A resource id given by Pulse: a UUID whose first 48 bits are its time of creation (RFC 9562, version 7). */
export const Id = uuid('Must be a UUID.')

/** An id the caller chooses: lower-case letters, digits, `-` and `_`, 1–64 characters, starting with a letter or digit. */
export const ChosenId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, {
  error: 'Use 1–64 lower-case letters, digits, "-" or "_", starting with a letter or digit.',
})

/** Milliseconds since 1970 that a version 7 UUID carries in its first 48 bits. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

/** The smallest version 7 UUID of a millisecond: the lower bound when a time range becomes an id range. */
export function firstIdAt(timeMs: number): string {
  const hex = Math.max(0, Math.floor(timeMs)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
