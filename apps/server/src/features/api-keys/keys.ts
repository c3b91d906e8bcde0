import type { apiKeys, Scope } from '@pulse/contract'
import { keyedHash, randomText } from '#kernel/crypto'

const prefixLength = 8
const secretLength = 40

/** A fresh key: `pulse_<prefix>_<secret>`, the secret with about 238 bits. */
export function newKey(): { key: string; prefix: string } {
  const prefix = `pulse_${randomText(prefixLength)}`
  return { key: `${prefix}_${randomText(secretLength)}`, prefix }
}

/** Whether a credential has the form of one of our keys, so that others are left to other ways of signing in. */
export const looksLikeKey = (credential: string) => /^pulse_[A-Za-z0-9]{8}_[A-Za-z0-9]{40}$/.test(credential)

/** What is stored of a key. */
export const hashKey = (apiKeySecret: string, key: string) => keyedHash(apiKeySecret, key)

export interface KeyRow {
  id: string
  name: string
  prefix: string
  scopes: string[]
  createdAt: string
  expiresAt: string | null
  lastUsedAt?: string | null
}

export function presentKey({ lastUsedAt = null, scopes, ...row }: KeyRow): apiKeys.ApiKey {
  return { ...row, scopes: scopes as Scope[], lastUsedAt }
}
