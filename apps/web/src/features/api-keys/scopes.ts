import { scopes, type Scope } from '@pulse/contract'

/** What a key may be let at; some areas can only be read. */
export interface Area {
  name: string
  label: string
  read: Scope | undefined
  write: Scope | undefined
}

const labels: Record<string, string> = { keys: 'API keys' }

const labelOf = (name: string) => labels[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')

/** Every area in the contract's order. */
export const areas: Area[] = [...Map.groupBy(scopes, (scope) => scope.split(':', 1)[0] ?? scope)].map(
  ([name, [...own]]) => ({
    name,
    label: labelOf(name),
    read: own.find((scope) => scope.endsWith(':read')),
    write: own.find((scope) => scope.endsWith(':write')),
  }),
)

export const scopesTo = (right: 'read' | 'write') => areas.flatMap((area) => area[right] ?? [])

/** What a key may do, in a sentence: `Reads and writes records; reads events`. */
export function scopesText(held: readonly Scope[]): string {
  const has = (scope: Scope | undefined) => scope !== undefined && held.includes(scope)
  if (scopes.every(has)) return 'Everything'
  if (held.length === scopesTo('read').length && scopesTo('read').every(has)) return 'Reads everything'
  const groups = Map.groupBy(areas, ({ read, write }) =>
    has(read) && has(write) ? 'reads and writes' : has(write) ? 'writes' : has(read) ? 'reads' : '',
  )
  const verbs = ['reads and writes', 'writes', 'reads'] as const
  const parts = verbs.flatMap((verb) => {
    const names = (groups.get(verb) ?? []).map(({ name, label }) => labels[name] ?? label.toLowerCase())
    return names.length > 0 ? [`${verb} ${names.join(', ')}`] : []
  })
  const text = parts.join('; ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
