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

/** Walks without recursion: the depth is the caller's. */
function* unstorable(root: unknown): Iterable<Issue> {
  const open: { value: unknown; path: string }[] = [{ value: root, path: '' }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path } = next
    if (typeof value === 'string') {
      const message = unstorableText(value)
      if (message) yield { path, message }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        const here = path === '' ? key : `${path}.${key}`
        if (key === '__proto__') yield { path: here, message: 'This name is not allowed; remove or rename the field.' }
        else if (unstorableText(key))
          yield {
            path: here.replaceAll('\0', '\\0').toWellFormed(),
            message: 'The name of this field cannot be stored; rename it.',
          }
        else open.push({ value: inner, path: here.slice(0, 500) })
      }
    }
  }
}
