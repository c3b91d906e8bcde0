import { isUtf8 } from 'node:buffer'
import type { Issue } from '@pulse/contract'
import { fail } from '../problem.ts'

/** Escapes of what Postgres or JavaScript cannot hold safely: NUL, half surrogates, the prototype key in any spelling. */
const suspicious = /\\u0000|\\u[dD][89a-fA-F]|__proto__|\\u005[fF]/

/** Parses a JSON body; refuses what is not UTF-8, not JSON, or holds text that cannot be stored. */
export function parseBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined
  if (!isUtf8(bytes))
    fail('request.not_json', { issues: [{ path: '', message: 'The body is not valid UTF-8; encode it as UTF-8.' }] })
  const text = bytes.toString('utf8')
  const value = parse(text)
  if (suspicious.test(text)) {
    const issues = [...unstorable(value)]
    if (issues.length > 0) fail('request.invalid', { issues: issues.slice(0, 20) })
  }
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : 'It does not parse.'
    return fail('request.not_json', {
      issues: [{ path: '', message: `${message.slice(0, 200)} Check quotes, commas and brackets.` }],
    })
  }
}

/** Why a text cannot be stored, or nothing. */
export function unstorableText(text: string): string | undefined {
  if (text.includes('\0')) return 'Contains a NUL character; remove it.'
  return text.isWellFormed() ? undefined : 'Contains half of a surrogate pair; send whole characters.'
}

interface Spot {
  value: unknown
  path: string
}

/** Walks without recursion: the depth is the caller's. */
function* unstorable(root: unknown): Iterable<Issue> {
  const open: Spot[] = [{ value: root, path: '' }]
  for (let spot = open.pop(); spot; spot = open.pop()) {
    const { value, path } = spot
    if (typeof value === 'string') {
      const message = unstorableText(value)
      if (message) yield { path, message }
    } else if (typeof value === 'object' && value !== null) yield* inside(value, path, open)
  }
}

/** Looks at the names of an object's fields and leaves their values to be looked at. */
function* inside(value: object, above: string, open: Spot[]): Iterable<Issue> {
  for (const [key, inner] of Object.entries(value)) {
    const path = (above === '' ? key : `${above}.${key}`).slice(0, 500)
    if (key === '__proto__') yield { path, message: 'This name is not allowed; remove or rename the field.' }
    else if (unstorableText(key) === undefined) open.push({ value: inner, path })
    else
      yield {
        path: path.replaceAll('\0', '\\0').toWellFormed(),
        message: 'The name of this field cannot be stored; rename it.',
      }
  }
}
