import type { ObjectType } from '@pulse/contract'

/** `time_entry` → `timeEntry`. */
export const camelCase = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** `createdAt` → `created_at`. */
const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** A snapshot with its own names in snake_case; what callers put into free-form fields stays as it is. */
export function snakeSnapshot(data: Record<string, unknown>, type: ObjectType | undefined): Record<string, unknown> {
  const lines = new Set(type?.fields.flatMap(({ kind, name }) => (kind === 'lines' ? [name] : [])))
  const files = new Set(type?.fields.flatMap(({ kind, name }) => (kind === 'file' ? [name] : [])))
  return renamed(data, (name, value) => {
    if (lines.has(name) && Array.isArray(value)) return value.map((row) => renamed(row as Record<string, unknown>))
    return files.has(name) && value !== null ? renamed(value as Record<string, unknown>) : value
  })
}

function renamed(
  data: Record<string, unknown>,
  inner: (name: string, value: unknown) => unknown = (_, value) => value,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [snakeCase(name), inner(name, value)]))
}
