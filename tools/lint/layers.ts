import { posix } from 'node:path'
import { pathOf, type Rule } from './rule.ts'

/** The layers from the outside in; each may import those after it. */
const allowed: Record<string, readonly string[]> = {
  main: ['cli'],
  cli: ['app', 'features', 'kernel', 'contract'],
  app: ['features', 'modules', 'kernel', 'contract'],
  features: ['kernel', 'contract'],
  modules: ['contract'],
  kernel: ['contract'],
  sdk: ['contract'],
  web: ['screens', 'ui', 'api', 'contract'],
  screens: ['ui', 'api', 'contract'],
  ui: ['contract'],
  api: ['contract'],
  contract: [],
}

interface Place {
  layer: string
  feature: string
}

/** Which layer a path belongs to; tests, tools and benches have none. */
export function placeOf(path: string): Place | undefined {
  if (/\.test\.tsx?$/.test(path) || path.startsWith('apps/server/src/test/')) return undefined
  const [, unit] = /^(?:packages|apps)\/([\w-]+)\/src\//.exec(path) ?? []
  if (unit === 'server') return serverPlaceOf(path)
  if (unit === 'web') return webPlaceOf(path)
  return unit !== undefined && unit in allowed ? { layer: unit, feature: '' } : undefined
}

function serverPlaceOf(path: string): Place | undefined {
  if (path === 'apps/server/src/features.ts') return { layer: 'app', feature: '' }
  const match = /^apps\/server\/src\/(?:(main|app)\.ts$|(features|kernel|modules|cli)\/([\w-]+))/.exec(path)
  if (!match) return undefined
  const [, file, folder, feature] = match
  return { layer: file ?? folder ?? '', feature: folder === 'features' ? (feature ?? '') : '' }
}

/** The web app: a feature's screens, the parts they are made of, the way to the server, and the frame around them. */
function webPlaceOf(path: string): Place | undefined {
  // The addresses of pages are known everywhere.
  if (path === 'apps/web/src/paths.ts') return undefined
  const [, folder, feature] = /^apps\/web\/src\/(features|ui|api)\/([\w-]+)/.exec(path) ?? []
  if (folder === undefined) return { layer: 'web', feature: '' }
  return folder === 'features' ? { layer: 'screens', feature: feature ?? '' } : { layer: folder, feature: '' }
}

/** The project path an import points at, or nothing for packages from outside. */
export function targetOf(importer: string, source: string): string | undefined {
  if (source.startsWith('.')) return posix.join(posix.dirname(importer), source)
  if (source.startsWith('#'))
    return importer.startsWith('apps/web/')
      ? `apps/web/src/${source.slice(1)}`
      : `apps/server/src/${source.slice(1)}.ts`
  const [, unit, rest = '/index'] = /^@pulse\/([\w-]+)(\/.*)?$/.exec(source) ?? []
  return unit ? `packages/${unit}/src${rest}.ts` : undefined
}

/** Why one place must not import another, or nothing. */
export function whyNot(importer: string, source: string): string | undefined {
  const from = placeOf(importer)
  if (!from) return undefined
  const target = targetOf(importer, source)
  if (target === undefined)
    return from.layer === 'contract' && source !== 'zod' ? 'The contract imports zod and nothing else.' : undefined
  const to = placeOf(target)
  return to && !isSame(from, to) ? whyNotBetween(from, to, target) : undefined
}

const isSame = (from: Place, to: Place) => from.layer === to.layer && from.feature === to.feature

function whyNotBetween(from: Place, to: Place, target: string): string | undefined {
  const isApart = ['features', 'screens'].includes(from.layer) && from.layer === to.layer
  if (!isApart && !allowed[from.layer]?.includes(to.layer)) return `${from.layer} must not import ${to.layer}.`
  if (!['features', 'screens'].includes(to.layer) || ['app', 'web'].includes(from.layer)) return undefined
  if (target.endsWith('/index.ts')) return undefined
  return isApart
    ? `The feature ${from.feature} reaches ${to.feature} through events or its index.ts.`
    : `A command reaches ${to.feature} through its index.ts.`
}

/** Who may import whom: contract ← kernel ← features ← app ← cli ← main. */
export const layers: Rule = {
  create: (context) => ({
    ImportDeclaration(node) {
      const message = whyNot(pathOf(context.filename), node.source.value)
      if (message) context.report({ node, message })
    },
  }),
}
