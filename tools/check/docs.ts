import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Mention {
  document: string
  path: string
}

/** Every file or folder of the project that a document names: links, and code spans that begin with one of its folders. */
export function pathsIn(markdown: string): string[] {
  const links = [...markdown.matchAll(/\]\((?!https?:|#|mailto:|\/)([^)#\s]+)/g)].map(([, path = '']) => path)
  const spans = [...markdown.matchAll(/`((?:apps|packages|tools|tests|bench|docs|\.ci)\/[\w./-]*)`/g)].map(
    ([, path = '']) => `/${path}`,
  )
  return [...links, ...spans]
}

/** Complains about each path in a document that does not exist. */
export function checkDocs(root: string): boolean {
  const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root })
  const missing: Mention[] = documents.flatMap((document) =>
    pathsIn(readFileSync(join(root, document), 'utf8'))
      .filter((path) => !existsSync(path.startsWith('/') ? join(root, path) : join(root, dirname(document), path)))
      .map((path) => ({ document, path })),
  )
  for (const { document, path } of missing) console.log(`${document} names ${path}, which does not exist.`)
  return missing.length === 0
}
