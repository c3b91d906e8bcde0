import { didYouMean, type Json, type JsonObject } from '@pulse/contract'
import { fits, inside, isNames, isObject, need, type Keyword, type Place, type Spot, type Test } from './terms.ts'

const onObject =
  (test: (value: JsonObject, spot: Spot) => ReturnType<Test>): Test =>
  (value, spot) =>
    isObject(value) ? test(value, spot) : fits

const schemasOf = (argument: Json | undefined, keyword: string) =>
  Object.entries(argument === undefined ? {} : need(argument, isObject, `${keyword} must be an object of schemas`))

const patternsOf = ({ schema, pattern }: Place) =>
  schemasOf(schema['patternProperties'], 'patternProperties').map(([source]) => pattern(source))

const missing = (spot: Spot, names: readonly string[], value: JsonObject) =>
  names
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => ({ path: inside(spot, name).path, message: 'Is required.' }))

/** Fields that neither `properties` nor `patternProperties` speaks of. */
function additional(place: Place) {
  const known = schemasOf(place.schema['properties'], 'properties').map(([name]) => name)
  const names = new Set(known)
  const patterns = patternsOf(place)
  const rest = (value: JsonObject, spot: Spot) =>
    Object.entries(value).filter(([name]) => !names.has(name) && !patterns.some((matches) => matches(name, spot)))
  return { known, rest }
}

/** Keywords that look into an object. */
export const objectKeywords: Readonly<Record<string, Keyword>> = {
  properties: (argument, { inner }) => {
    const tests = schemasOf(argument, 'properties').map(([name, schema]) => ({
      name,
      test: inner(schema, `properties/${name}`),
    }))
    return onObject((value, spot) =>
      tests.flatMap(({ name, test }) => {
        const field = Object.hasOwn(value, name) ? value[name] : undefined
        return field === undefined ? fits : test(field, inside(spot, name))
      }),
    )
  },
  patternProperties: (argument, place) => {
    const tests = schemasOf(argument, 'patternProperties').map(([source, schema]) => ({
      matches: place.pattern(source),
      test: place.inner(schema, `patternProperties/${source}`),
    }))
    return onObject((value, spot) =>
      Object.entries(value).flatMap(([name, field]) =>
        tests.flatMap(({ matches, test }) => (matches(name, spot) ? test(field, inside(spot, name)) : fits)),
      ),
    )
  },
  additionalProperties: (argument, place) => {
    const { known, rest } = additional(place)
    if (argument === false)
      return onObject((value, spot) =>
        rest(value, spot).map(([name]) => ({
          path: inside(spot, name).path,
          message: `Unknown field.${didYouMean(name, known)}`,
        })),
      )
    const test = place.inner(argument, 'additionalProperties')
    return onObject((value, spot) => rest(value, spot).flatMap(([name, field]) => test(field, inside(spot, name))))
  },
  propertyNames: (argument, { inner }) => {
    const test = inner(argument, 'propertyNames')
    return onObject((value, spot) => Object.keys(value).flatMap((name) => test(name, inside(spot, name))))
  },
  required: (argument) => {
    const names = need(argument, isNames, 'required must be a list of names')
    return onObject((value, spot) => missing(spot, names, value))
  },
  dependentRequired: (argument) => {
    const rules = schemasOf(argument, 'dependentRequired').map(([name, names]) => ({
      name,
      names: need(names, isNames, 'dependentRequired must hold lists of names'),
    }))
    return onObject((value, spot) =>
      rules.flatMap(({ name, names }) => (Object.hasOwn(value, name) ? missing(spot, names, value) : fits)),
    )
  },
}
