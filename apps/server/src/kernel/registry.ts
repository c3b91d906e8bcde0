import {
  eventCatalog,
  labelOf,
  systemFields,
  underscoreAliases,
  Module,
  type CatalogEntry,
  type ObjectType,
} from '@pulse/contract'
import { assignSlots, type Slots } from './slots.ts'

/** What the installed modules declare, looked up by name. */
export interface Registry {
  modules: readonly Module[]
  /** Object types by name. */
  types: ReadonlyMap<string, ObjectType>
  /** Every event name there is. */
  catalog: ReadonlyMap<string, CatalogEntry>
  /** Underscore forms of event names (`order_created`) to the dotted ones. */
  aliases: ReadonlyMap<string, string>
  /** Slots of a type in a workspace that has none yet. */
  slotsOf(type: ObjectType): Slots
}

/** Checks the manifests against each other and indexes them; throws one sentence for each mistake. */
export function createRegistry(modules: readonly Module[]): Registry {
  const mistakes: string[] = []
  for (const module of modules) {
    const parsed = Module.safeParse(module)
    if (!parsed.success)
      mistakes.push(
        ...parsed.error.issues.map(({ path, message }) => `module ${module.name}: ${path.join('.')} ${message}`),
      )
  }
  const types = new Map<string, ObjectType>()
  const plurals = new Map<string, string>()
  for (const type of modules.flatMap((module) => module.types)) {
    if (types.has(type.name))
      mistakes.push(`The type ${type.name} is declared twice; name it in "shares" of the second module.`)
    if (plurals.has(type.plural)) mistakes.push(`The plural ${type.plural} is taken by ${plurals.get(type.plural)}.`)
    types.set(type.name, type)
    plurals.set(type.plural, type.name)
  }
  for (const type of types.values()) mistakes.push(...mistakesOf(type, types))
  for (const { name, shares = [] } of modules) {
    mistakes.push(
      ...shares
        .filter((type) => !types.has(type))
        .map((type) => `module ${name} shares ${type}, which no module declares.`),
    )
  }
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'))
  const catalog = eventCatalog(modules)
  return {
    modules,
    types,
    catalog,
    aliases: underscoreAliases(catalog.keys()),
    slotsOf: (type) => assignSlots(type, {}),
  }
}

function mistakesOf(type: ObjectType, types: ReadonlyMap<string, ObjectType>): string[] {
  const names = type.fields.map(({ name }) => name)
  const say = (text: string) => `type ${type.name}: ${text}`
  const unknown = (place: string, used: readonly string[]) =>
    used.filter((name) => !names.includes(name)).map((name) => say(`${place} names ${name}, which is not a field.`))
  const duplicate = names.filter((name, index) => names.indexOf(name) !== index)
  const reserved = names.filter((name) => systemFields.some((system) => system === name))
  const dangling = type.fields.filter(({ kind, references }) => kind === 'reference' && !types.has(references ?? ''))
  const bare = type.fields.filter(
    ({ kind, options }) => (kind === 'select' || kind === 'multi_select') && !options?.length,
  )
  return [
    ...duplicate.map((name) => say(`the field ${name} stands twice.`)),
    ...reserved.map((name) => say(`the field ${name} has a name every record uses.`)),
    ...dangling.map(({ name, references }) => say(`${name} references ${references}, which is not a type.`)),
    ...bare.map(({ name, ...field }) => say(`${labelOf({ name, ...field })} needs options.`)),
    ...unknown('title', [type.title]),
    ...unknown('search', type.search),
    ...statusMistakes(type, say),
    ...slotMistakes(type, say),
  ]
}

function statusMistakes({ status, fields, clock = [] }: ObjectType, say: (text: string) => string): string[] {
  if (!status) return clock.length > 0 ? [say('clock rules need a status.')] : []
  const states = Object.keys(status.moves)
  const options = fields.find(({ name }) => name === status.field)?.options ?? []
  const named = [
    status.initial,
    ...Object.values(status.moves).flat(),
    ...Object.keys(status.events),
    ...clock.flatMap(({ whileStatus, moveTo }) => [...whileStatus, ...(moveTo ? [moveTo] : [])]),
  ]
  return [
    ...named.filter((state) => !states.includes(state)).map((state) => say(`the state ${state} has no moves.`)),
    ...states
      .filter((state) => !options.includes(state))
      .map((state) => say(`the state ${state} is not an option of ${status.field}.`)),
  ]
}

function slotMistakes(type: ObjectType, say: (text: string) => string): string[] {
  const slots = assignSlots(type, {})
  return type.fields
    .filter(({ name, indexed }) => indexed && !slots[name])
    .map(({ name }) => say(`no slot is left for ${name}; index fewer fields of its kind.`))
}
