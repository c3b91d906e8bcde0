import { didYouMean, type Issue } from '@pulse/contract'
import { fail } from '#kernel/problem'
import type { Registry } from '#kernel/registry'

/** Turns what a caller subscribed to into names and patterns of the catalog and the workspace; underscore forms are looked up, unknown names refused. */
export function resolveEvents(
  { catalog, aliases }: Registry,
  own: readonly string[],
  wanted: readonly string[],
): string[] {
  const names = new Set([...catalog.keys(), ...own])
  const issues: Issue[] = []
  const resolved = wanted.map((name, index) => {
    const known = isKnown(names, name) ? name : aliases.get(name)
    if (!known)
      issues.push({
        path: `events.${index}`,
        message: `There is no event "${name}".${didYouMean(name, names)} GET /webhooks/events lists them all.`,
      })
    return known ?? name
  })
  if (issues.length > 0) fail('webhook.event_unknown', { issues: issues.slice(0, 50) })
  return [...new Set(resolved)]
}

function isKnown(names: ReadonlySet<string>, name: string): boolean {
  if (name === '*' || names.has(name)) return true
  return name.endsWith('.*') && [...names].some((known) => known.startsWith(name.slice(0, -1)))
}
