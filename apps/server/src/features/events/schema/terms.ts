import type { Issue, Json, JsonObject } from '@pulse/contract'
import type { Budget } from './budget.ts'

/** Where in the data a test looks, and what it may still cost. */
export interface Spot {
  path: string
  budget: Budget
}

/** One compiled schema or keyword: what of a value does not fit. */
export type Test = (value: Json, spot: Spot) => readonly Issue[]

/** Whether a pattern is found in a text. */
export type Match = (text: string, spot: Spot) => boolean

/** Where in a schema a keyword stands. */
export interface Place {
  schema: JsonObject
  /** Compiles a schema below this place. */
  inner(schema: Json | undefined, step: string): Test
  /** Compiles what a `$ref` points at, once however often it is named. */
  refer(pointer: string): Test
  pattern(source: string): Match
}

/** Turns a keyword's argument into its test. */
export type Keyword = (argument: Json, place: Place) => Test

/** A schema that is none, with the place and the reason in words. */
export class SchemaMistake extends Error {
  override name = 'SchemaMistake'
}

export const fits: readonly Issue[] = []

export const told = ({ path }: Spot, message: string | undefined | false): readonly Issue[] =>
  message ? [{ path, message }] : fits

export const inside = ({ path, budget }: Spot, step: string | number): Spot => ({
  path: (path ? `${path}.${step}` : String(step)).slice(0, 500),
  budget,
})

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The argument of a keyword that needs one of some kind. */
export function need<Kind extends Json>(
  argument: Json | undefined,
  isKind: (value: Json | undefined) => value is Kind,
  what: string,
): Kind {
  if (isKind(argument)) return argument
  throw new SchemaMistake(`${what}, not ${JSON.stringify(argument).slice(0, 100)}.`)
}

export const isText = (value: Json | undefined): value is string => typeof value === 'string'
export const isNumber = (value: Json | undefined): value is number => typeof value === 'number'
export const isList = (value: Json | undefined): value is Json[] => Array.isArray(value)
export const isNames = (value: Json | undefined): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
