import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { refuse } from './refusal.ts'

/** Kept apart from the rest of the config, so that nothing prints it by accident. */
export interface Secrets {
  /** 32 bytes for AES-256-GCM. */
  encryptionKey: Buffer
  apiKeySecret: string
  databasePassword: string
}

/** What the environment sets instead of the file. */
export interface GivenSecrets {
  encryptionKey?: string | undefined
  apiKeySecret?: string | undefined
}

const SecretsFile = z.object({
  encryptionKey: z.base64(),
  apiKeySecret: z.string().min(32),
  databasePassword: z.string().min(16),
})
/** The content of `secrets.json`. */
export type StoredSecrets = z.output<typeof SecretsFile>

export const secretsPath = (dataFolder: string) => join(dataFolder, 'secrets.json')

/** Tells keys apart without showing anything of them. */
export const keyId = (secret: string) => createHash('sha256').update(`pulse key ${secret}`).digest('hex').slice(0, 12)

/** Reads `secrets.json` of the data folder, or makes it on the first start, readable by its owner alone. */
export function loadSecrets(dataFolder: string, given: GivenSecrets): Secrets {
  return combine(readOrCreate(dataFolder), given)
}

/** Reads the secrets of data that is there already; refuses to make others, which would not fit it. */
export function requireSecrets(dataFolder: string, given: GivenSecrets): Secrets {
  const file = findSecrets(dataFolder)
  if (file) return combine(file, given)
  const { encryptionKey, apiKeySecret } = given
  if (encryptionKey && apiKeySecret) return combine({ encryptionKey, apiKeySecret, databasePassword: '' }, given)
  return refuse(
    `${secretsPath(dataFolder)} is not there; set PULSE_DATA to the folder the server uses, or ENCRYPTION_KEY and API_KEY_SECRET.`,
  )
}

const combine = (file: StoredSecrets, given: GivenSecrets): Secrets => ({
  encryptionKey: Buffer.from(given.encryptionKey ?? file.encryptionKey, 'base64'),
  apiKeySecret: given.apiKeySecret ?? file.apiKeySecret,
  databasePassword: file.databasePassword,
})

export const freshSecrets = (): StoredSecrets => ({
  encryptionKey: randomBytes(32).toString('base64'),
  apiKeySecret: randomBytes(48).toString('base64url'),
  databasePassword: randomBytes(24).toString('base64url'),
})

function readOrCreate(dataFolder: string): StoredSecrets {
  const fresh = freshSecrets()
  try {
    createSecrets(dataFolder, fresh)
    return fresh
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return findSecrets(dataFolder) ?? refuse(`${secretsPath(dataFolder)} vanished while it was read; start again.`)
}

/** Writes `secrets.json`, readable by its owner alone; fails where there is one. */
export function createSecrets(dataFolder: string, stored: StoredSecrets): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o755 })
  writeFileSync(secretsPath(dataFolder), `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
}

/** Reads `secrets.json` where there is one. */
export function findSecrets(dataFolder: string): StoredSecrets | undefined {
  const path = secretsPath(dataFolder)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const parsed = SecretsFile.safeParse(asJson(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return refuse(
    `${path} is damaged (${issue?.path.join('.') || 'not JSON'}); put a copy of it back, without it stored secrets cannot be read.`,
  )
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
