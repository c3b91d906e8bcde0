const segmentsOf = (route: string) => route.slice(route.indexOf('/') + 1).split('/')
const isParam = (segment: string) => segment.startsWith(':')

/** Words that stand where an id would, below a path: literal segments win, so nobody may choose them as an id. */
export function reservedBelow(routes: Iterable<string>, base: string): Set<string> {
  const parents = segmentsOf(base)
  const words = [...routes].flatMap((route) => {
    const segments = segmentsOf(route)
    const isBelow = parents.every((parent, index) => segments[index] === parent)
    const word = segments[parents.length]
    return isBelow && word !== undefined && !isParam(word) ? [word] : []
  })
  return new Set(words)
}

/** First words of all paths: no object type may have one as its plural. */
export function reservedPlurals(routes: Iterable<string>): Set<string> {
  const words = [...routes].map((route) => segmentsOf(route)[0] ?? '')
  return new Set([...words.filter((word) => !isParam(word)), 'v1', 'docs', 'openapi.json'])
}

/** Pairs of routes of which each is the more literal one somewhere: a path could mean either. */
export function ambiguousPairs(routes: Iterable<string>): string[] {
  const all = [...routes]
  return all.flatMap((one, index) =>
    all.slice(index + 1).flatMap((other) => (isAmbiguous(one, other) ? [`${one} | ${other}`] : [])),
  )
}

function isAmbiguous(one: string, other: string): boolean {
  if (one.split(' ')[0] !== other.split(' ')[0]) return false
  const [left, right] = [segmentsOf(one), segmentsOf(other)]
  if (left.length !== right.length) return false
  const pairs = left.map((segment, index) => [segment, right[index] ?? ''] as const)
  if (pairs.some(([a, b]) => !isParam(a) && !isParam(b) && a !== b)) return false
  const leftWins = pairs.some(([a, b]) => !isParam(a) && isParam(b))
  const rightWins = pairs.some(([a, b]) => isParam(a) && !isParam(b))
  return leftWins === rightWins
}
