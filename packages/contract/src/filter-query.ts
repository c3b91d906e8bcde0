import { z } from 'zod'
import { filterTwice, operators, readConditions, type FilterField, type Operator } from './filter.ts'

/**
 * The query of a list whose fields are fixed: parameters of its own beside filters in the one grammar,
 * each printed in the docs. `conditions` of the result must all hold.
 */
export function filterQuery<Shape extends z.ZodRawShape>(fields: readonly FilterField[], shape: Shape) {
  return z.looseObject({ ...filterParameters(fields), ...shape }).transform((raw, context) => {
    const isOwn = ([key]: [string, unknown]) => Object.hasOwn(shape, key)
    const filters = Object.entries(raw).filter((entry) => !isOwn(entry))
    const { conditions, issues } = readConditions(fields, Object.fromEntries(filters))
    for (const { path, message } of issues) context.addIssue({ code: 'custom', path: [path], message })
    const own = Object.fromEntries(Object.entries(raw).filter(isOwn))
    return { ...(own as z.output<z.ZodObject<Shape>>), conditions }
  })
}

const meanings: Record<Operator, string> = {
  eq: 'Is this.',
  in: 'Is one of these, separated by commas.',
  gte: 'Is this or after it.',
  lte: 'Is this or before it.',
}

/** The spellings of the filters there are: `type`, `type[in]` … */
function filterParameters(fields: readonly FilterField[]): z.ZodRawShape {
  const entries = fields.flatMap(({ name, operators: allowed = operators }) =>
    allowed.map((operator) => [
      operator === 'eq' ? name : `${name}[${operator}]`,
      z.string({ error: filterTwice }).optional().describe(meanings[operator]),
    ]),
  )
  return Object.fromEntries(entries) as z.ZodRawShape
}
