import type { Json } from '@pulse/contract'
import { fits, inside, isList, isNumber, need, told, type Keyword, type Place, type Spot, type Test } from './terms.ts'

const onArray =
  (test: (value: Json[], spot: Spot) => ReturnType<Test>): Test =>
  (value, spot) =>
    Array.isArray(value) ? test(value, spot) : fits

/** Tests the items from a position on. */
const itemsFrom = (first: number, test: Test) =>
  onArray((value, spot) => value.slice(first).flatMap((item, index) => test(item, inside(spot, first + index))))

function tuple(argument: Json, { inner }: Place): Test {
  const tests = need(argument, isList, 'prefixItems must be a list of schemas').map((schema, index) =>
    inner(schema, `${index}`),
  )
  return onArray((value, spot) =>
    tests.flatMap((test, index) => {
      const item = value[index]
      return item === undefined ? fits : test(item, inside(spot, index))
    }),
  )
}

/** JSON with the names of each object in order, so that equal values have equal texts. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )
}

const lengthOf = (argument: Json | undefined) => (isList(argument) ? argument.length : 0)
const countOr = (argument: Json | undefined, usual: number) =>
  argument === undefined ? usual : need(argument, isNumber, 'A count must be a number')

/** Keywords that look into an array. */
export const arrayKeywords: Readonly<Record<string, Keyword>> = {
  prefixItems: tuple,
  items: (argument, place) =>
    isList(argument)
      ? tuple(argument, place)
      : itemsFrom(lengthOf(place.schema['prefixItems']), place.inner(argument, 'items')),
  // Draft 7: what follows a tuple.
  additionalItems: (argument, { schema, inner }) =>
    isList(schema['items']) ? itemsFrom(lengthOf(schema['items']), inner(argument, 'additionalItems')) : () => fits,
  uniqueItems: (argument) =>
    onArray((value, spot) => {
      if (argument !== true) return fits
      const texts = value.map(canonical)
      spot.budget.charge(texts.reduce((sum, text) => sum + text.length, 0))
      return told(spot, new Set(texts).size < texts.length && 'Must hold no item twice.')
    }),
  contains: (argument, { schema, inner }) => {
    const test = inner(argument, 'contains')
    const least = countOr(schema['minContains'], 1)
    const most = countOr(schema['maxContains'], Number.POSITIVE_INFINITY)
    return onArray((value, spot) => {
      const count = value.filter((item, index) => test(item, inside(spot, index)).length === 0).length
      if (count < least) return told(spot, `Must hold at least ${least} items of the kind the schema asks for.`)
      return told(spot, count > most && `Must hold at most ${most} items of the kind the schema names.`)
    })
  },
}
