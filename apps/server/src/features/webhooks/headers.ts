import { webhooks } from '@pulse/contract'
import type { Vault } from '#kernel/crypto'
import { fail } from '#kernel/problem'

export type SealedHeaders = Readonly<Record<string, { sealed: string }>>
/** A webhook's own headers at rest; values that an older version wrote stay plain until they are written again. */
export type StoredHeaders = Readonly<Record<string, string | { sealed: string }>>

/** Seals the values; a mask in place of a value keeps the one stored `before`. */
export function sealHeaders(
  vault: Vault,
  headers: Readonly<Record<string, string>>,
  before: StoredHeaders = {},
): SealedHeaders {
  const sealed = Object.entries(headers).map(([name, value]) => {
    const kept =
      value === webhooks.headerMask ? (Object.hasOwn(before, name) && before[name]) || refuseMask(name) : value
    return [name, typeof kept === 'string' ? { sealed: vault.seal(kept).toString('base64') } : kept] as const
  })
  return Object.fromEntries(sealed)
}

/** The values as they are sent. */
export const openHeaders = (vault: Vault, stored: StoredHeaders): Record<string, string> =>
  mapped(stored, (value) => (typeof value === 'string' ? value : vault.open(Buffer.from(value.sealed, 'base64'))))

/** What people and events see: the names. */
export const maskHeaders = (stored: StoredHeaders): Record<string, string> => mapped(stored, () => webhooks.headerMask)

const mapped = (stored: StoredHeaders, value: (one: StoredHeaders[string]) => string) =>
  Object.fromEntries(Object.entries(stored).map(([name, one]) => [name, value(one)]))

const refuseMask = (name: string) =>
  fail('request.invalid', {
    issues: [{ path: `headers.${name}`, message: 'Has no stored value to keep; send the value itself.' }],
  })
