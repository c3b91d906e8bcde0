import { z } from 'zod'

/** Accepts other names for top-level fields (`enabled` for `isActive`); a canonical name that is present wins. */
export function withAliases<Shape extends z.ZodObject>(schema: Shape, names: Record<string, string>) {
  const rename = (value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const entries = Object.entries(value)
    if (!entries.some(([key]) => Object.hasOwn(names, key))) return value
    const canonical = entries.filter(([key]) => !Object.hasOwn(names, key))
    const taken = new Set(canonical.map(([key]) => key))
    const renamed = entries.flatMap(([key, inner]) => {
      const name = Object.hasOwn(names, key) ? names[key] : undefined
      return name && !taken.has(name) ? [[name, inner] as const] : []
    })
    return Object.fromEntries([...canonical, ...renamed])
  }
  return z.preprocess(rename, schema)
}
