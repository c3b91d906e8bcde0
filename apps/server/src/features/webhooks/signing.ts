import { createHmac, randomBytes } from 'node:crypto'

/** A new secret in the form of the Standard Webhooks specification: `whsec_` and 24 random bytes in base64. */
export const newSecret = () => `whsec_${randomBytes(24).toString('base64')}`

/** HMAC-SHA256 in hex with the secret's characters as the key: what the sources' own receivers compute. */
export const hexSignature = (secret: string, content: string) =>
  createHmac('sha256', secret).update(content).digest('hex')

/** `v1,<base64>` over `id.timestamp.body` (Standard Webhooks 1.0); a secret with the prefix `whsec_` is base64, any other is taken as it is. */
export function standardSignature(secret: string, content: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`
}
