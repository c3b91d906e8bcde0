import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Encrypts what must be read again (signing secrets, stored answers). */
export interface Vault {
  seal(plain: string): Buffer
  open(sealed: Buffer): string
}

const keyVersion = 1
const ivBytes = 12
const tagBytes = 16

/** AES-256-GCM (NIST SP 800-38D); layout: key version, 12-byte nonce, 16-byte tag, ciphertext. */
export function createVault(key: Buffer): Vault {
  return {
    seal(plain) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(keyVersion), iv, cipher.getAuthTag(), body])
    },
    open(sealed) {
      if (sealed[0] !== keyVersion)
        throw new Error(`A stored secret was sealed with key version ${sealed[0]}, which is not loaded.`)
      const iv = sealed.subarray(1, 1 + ivBytes)
      const tag = sealed.subarray(1 + ivBytes, 1 + ivBytes + tagBytes)
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
      decipher.setAuthTag(tag)
      return decipher.update(sealed.subarray(1 + ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}

/** A keyed hash for looking up credentials that are long and random themselves. */
export const keyedHash = (secret: string, value: string) => createHmac('sha256', secret).update(value).digest()

export const sha256 = (value: string | Buffer) => createHash('sha256').update(value).digest()

export const isSame = (left: Buffer, right: Buffer) => left.length === right.length && timingSafeEqual(left, right)

/** Random text of letters and digits, about 5.95 bits each. */
export function randomText(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length)) if (byte < 248 && text.length < length) text += alphabet[byte % 62]
  }
  return text
}
