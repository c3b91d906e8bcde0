import { z } from 'zod'

export const fieldKinds = [
  'text',
  'long_text',
  'number',
  'money',
  'boolean',
  'date',
  'instant',
  'duration',
  'select',
  'multi_select',
  'email',
  'phone',
  'url',
  'geo',
  'file',
  'lines',
  'reference',
  'json',
] as const
export type FieldKind = (typeof fieldKinds)[number]

const Name = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9]{0,47}$/, { error: 'Use camelCase letters and digits, starting with a letter.' })
const TypeName = z.string().regex(/^[a-z][a-z0-9_]{0,47}$/, { error: 'Use snake_case letters, digits and "_".' })
const PluralName = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, { error: 'Use lower-case letters, digits and "-".' })
const State = z.string().regex(/^[a-z][a-z0-9_]{0,47}$/)

/** A column of a `lines` field. */
export const LineField = z.strictObject({
  name: Name,
  label: z.string().optional(),
  kind: z.enum(['text', 'number', 'boolean', 'date']),
  required: z.boolean().optional(),
})
export type LineField = z.output<typeof LineField>

/** One field of an object type. */
export const Field = z.strictObject({
  name: Name,
  label: z.string().optional().describe('Shown to people; made from the name when absent.'),
  kind: z.enum(fieldKinds),
  help: z.string().optional(),
  required: z.boolean().optional(),
  unique: z.boolean().optional().describe('No two records of the type share the value.'),
  indexed: z.boolean().optional().describe('Filters and sorts through an index.'),
  options: z.array(z.string()).optional().describe('The values of a select or multi_select.'),
  references: TypeName.optional().describe('The object type a reference points at.'),
  fields: z.array(LineField).optional().describe('The columns of lines.'),
  total: z
    .strictObject({ multiply: z.array(Name).min(1), currencyFrom: Name, into: Name })
    .optional()
    .describe('Lines only: the sum of products of these columns, rounded once, kept in a money field.'),
})
export type Field = z.output<typeof Field>

/** States, allowed moves and the event that entering a state emits; states, like every value, are data. */
export const StatusMachine = z.strictObject({
  field: Name,
  initial: State,
  moves: z.record(State, z.array(State)).describe('Every state with the states it may move to.'),
  events: z.record(State, z.string()).describe('The past-tense word of the event emitted on entering a state.'),
  always: z.string().optional().describe('A word emitted on every move, whatever the state.'),
})
export type StatusMachine = z.output<typeof StatusMachine>

/** Something that happens by time: emitted once per record and value of the field when the moment passes. */
export const ClockRule = z.strictObject({
  event: z.string().describe('The past-tense word: `overdue`.'),
  field: Name.describe('A date or instant field; a date has passed when its day is over.'),
  beforeMs: z.number().int().min(0).default(0).describe('How long before the moment it fires.'),
  whileStatus: z.array(State).describe('Only records in these states.'),
  moveTo: State.optional().describe('The state the record moves to at that moment.'),
})
export type ClockRule = z.output<typeof ClockRule>

/** The schema of a record: one declaration from which validation, paths, docs, events, search and forms follow. */
export const ObjectType = z
  .strictObject({
    name: TypeName,
    plural: PluralName,
    label: z.string(),
    labelPlural: z.string(),
    description: z.string(),
    title: Name.describe('The field that names a record.'),
    search: z.array(Name).describe('Fields the full-text search reads, most telling first.'),
    fields: z.array(Field).min(1),
    status: StatusMachine.optional(),
    choices: z
      .array(z.strictObject({ field: Name, event: z.record(z.string(), z.string()) }))
      .optional()
      .describe('Events chosen by a field at creation, such as a message received or sent.'),
    clock: z.array(ClockRule).optional(),
    examples: z.array(z.record(z.string(), z.unknown())),
  })
  .meta({ id: 'ObjectType' })
export type ObjectType = z.input<typeof ObjectType>

/** An installable pack of object types; a type another module owns is named in `shares`. */
export const Module = z.strictObject({
  name: TypeName,
  label: z.string(),
  description: z.string(),
  types: z.array(ObjectType),
  shares: z.array(TypeName).optional(),
})
export type Module = z.input<typeof Module>

/** Words people read for a camelCase name: `orderNumber` → `Order number`. */
export function labelOf({ name, label }: { name: string; label?: string | undefined }): string {
  if (label) return label
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
