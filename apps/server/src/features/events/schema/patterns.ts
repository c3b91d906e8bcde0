import { RE2JS } from 're2js'
import { SchemaMistake, type Match } from './terms.ts'

const mostLength = 1_000
/** Instructions of all patterns of one schema together. */
const mostInstructions = 5_000

/** Compiles the patterns of one schema: RE2 matches in time linear in the text, whatever the pattern. */
export function createPatterns(): (pattern: string) => Match {
  let instructions = 0
  return (pattern) => {
    const compiled = compile(pattern)
    const size = compiled.programSize()
    instructions += size
    if (instructions > mostInstructions)
      throw new SchemaMistake('Its patterns are too large; repeat less in them or use fewer.')
    return (text, { budget }) => {
      budget.charge(text.length * size)
      return compiled.test(text)
    }
  }
}

function compile(pattern: string): RE2JS {
  const start = pattern.slice(0, 100)
  if (pattern.length > mostLength)
    throw new SchemaMistake(`The pattern ${start}… is longer than ${mostLength.toLocaleString('en')} characters.`)
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern))
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read'
    throw new SchemaMistake(`The pattern ${start} is not one of RE2: ${reason}`)
  }
}
