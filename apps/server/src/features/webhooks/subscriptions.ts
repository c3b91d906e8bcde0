import { didYouMean, type Issue } from '@pulse/contract'
import { fail } from '#kernel/problem'
import type { Registry } from '#kernel/registry'

/** Turns what a caller subscribed to into catalog names and patterns; underscore forms are looked up, unknown names refused. */
export function resolveEvents({ catalog, aliases }: Registry, wanted: readonly string[]): string[] {
  const issues: Issue[] = []
  const resolved = wanted.map((name, index) => {
    const known = isKnown(catalog, name) ? name : aliases.get(name)
    if (!known)
      issues.push({
        path: `events.${index}`,
        message: `There is no event "${name}".${didYouMean(name, catalog.keys())} GET /webhooks/events lists them all.`,
      })
    return known ?? name
  })
  if (issues.length > 0) fail('webhook.event_unknown', { issues: issues.slice(0, 50) })
  return [...new Set(resolved)]
}

function isKnown(catalog: Registry['catalog'], name: string): boolean {
  if (name === '*' || catalog.has(name)) return true
  return name.endsWith('.*') && [...catalog.keys()].some((known) => known.startsWith(name.slice(0, -1)))
}
