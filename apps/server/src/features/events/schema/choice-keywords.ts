import type { Issue, Json } from '@pulse/contract'
import { fits, isList, isText, need, told, type Keyword, type Place, type Test } from './terms.ts'

const testsOf = (argument: Json, keyword: string, { inner }: Place) =>
  need(argument, isList, `${keyword} must be a list of schemas`).map((schema, index) =>
    inner(schema, `${keyword}/${index}`),
  )

const depthOf = (issues: readonly Issue[]) =>
  Math.max(0, ...issues.slice(0, 100).map(({ path }) => path.split('.').length))

/** What the alternative that came furthest says. */
const closest = (answers: readonly (readonly Issue[])[]): readonly Issue[] =>
  answers.toSorted((one, other) => depthOf(other) - depthOf(one))[0] ?? fits

/** Keywords that combine schemas. */
export const choiceKeywords: Readonly<Record<string, Keyword>> = {
  allOf: (argument, place) => {
    const tests = testsOf(argument, 'allOf', place)
    return (value, spot) => tests.flatMap((test) => test(value, spot))
  },
  anyOf: (argument, place) => {
    const tests = testsOf(argument, 'anyOf', place)
    return (value, spot) => {
      const answers: (readonly Issue[])[] = []
      for (const test of tests) {
        const issues = test(value, spot)
        if (issues.length === 0) return fits
        answers.push(issues)
      }
      return closest(answers)
    }
  },
  oneOf: (argument, place) => {
    const tests = testsOf(argument, 'oneOf', place)
    return (value, spot) => {
      const answers = tests.map((test) => test(value, spot))
      const fitting = answers.filter((issues) => issues.length === 0).length
      if (fitting === 0) return closest(answers)
      return told(spot, fitting > 1 && 'Fits more than one of the forms of which it must fit one.')
    }
  },
  not: (argument, { inner }) => {
    const test = inner(argument, 'not')
    return (value, spot) => told(spot, test(value, spot).length === 0 && 'Has a form that the schema rules out.')
  },
  if: (argument, { schema, inner }) => {
    const test = inner(argument, 'if')
    const branch = (name: string): Test => (schema[name] === undefined ? () => fits : inner(schema[name], name))
    const [then, otherwise] = [branch('then'), branch('else')]
    return (value, spot) => (test(value, spot).length === 0 ? then : otherwise)(value, spot)
  },
  $ref: (argument, { refer }) => refer(need(argument, isText, '$ref must be a text')),
}
