import { arrayKeywords } from './array-keywords.ts'
import { choiceKeywords } from './choice-keywords.ts'
import { objectKeywords } from './object-keywords.ts'
import { SchemaMistake, type Keyword } from './terms.ts'
import { valueKeywords } from './value-keywords.ts'

/** Keywords that would constrain the data if they were understood: better no schema than one that is not kept. */
const unsupported = [
  'unevaluatedItems',
  'unevaluatedProperties',
  'dependentSchemas',
  'dependencies',
  '$dynamicRef',
  '$recursiveRef',
]

const refused =
  (name: string): Keyword =>
  () => {
    throw new SchemaMistake(`${name} is not supported; leave it out.`)
  }

/** Every keyword that tests something; all others are remarks. */
export const keywords: ReadonlyMap<string, Keyword> = new Map([
  ...Object.entries({ ...valueKeywords, ...objectKeywords, ...arrayKeywords, ...choiceKeywords }),
  ...unsupported.map((name) => [name, refused(name)] as const),
])
