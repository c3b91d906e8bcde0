import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** Kept apart from the rest of the config, so that nothing prints it by accident. */
export interface Secrets {
  /** 32 bytes for AES-256-GCM. */
  encryptionKey: Buffer
  apiKeySecret: string
  databasePassword: string
}

const SecretsFile = z.object({
  encryptionKey: z.base64(),
  apiKeySecret: z.string().min(32),
  databasePassword: z.string().min(16),
})

/** Reads `secrets.json` of the data folder, or makes it on the first start, readable by its owner alone. */
export function loadSecrets(
  dataFolder: string,
  given: { encryptionKey?: string | undefined; apiKeySecret?: string | undefined },
): Secrets {
  const file = readOrCreate(dataFolder)
  return {
    encryptionKey: Buffer.from(given.encryptionKey ?? file.encryptionKey, 'base64'),
    apiKeySecret: given.apiKeySecret ?? file.apiKeySecret,
    databasePassword: file.databasePassword,
  }
}

function readOrCreate(dataFolder: string) {
  const path = join(dataFolder, 'secrets.json')
  mkdirSync(dataFolder, { recursive: true, mode: 0o755 })
  const fresh = {
    encryptionKey: randomBytes(32).toString('base64'),
    apiKeySecret: randomBytes(48).toString('base64url'),
    databasePassword: randomBytes(24).toString('base64url'),
  }
  try {
    writeFileSync(path, `${JSON.stringify(fresh, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    return fresh
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const parsed = SecretsFile.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!parsed.success)
    throw new Error(
      `${path} is damaged (${parsed.error.issues[0]?.path.join('.')}); put a copy of it back, without it stored secrets cannot be read.`,
    )
  return parsed.data
}
