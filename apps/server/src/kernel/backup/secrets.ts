import { renameSync, rmSync } from 'node:fs'
import { refuse } from '../refusal.ts'
import { createSecrets, freshSecrets, keyId, secretsPath, type GivenSecrets, type StoredSecrets } from '../secrets.ts'
import type { BackupSecrets, Header } from './format.ts'

const variables = { encryptionKey: 'ENCRYPTION_KEY', apiKeySecret: 'API_KEY_SECRET' } as const
type KeyName = keyof typeof variables

/** Where the keys of restored data come from. */
export type KeySource = 'environment' | 'backup' | 'secrets.json'

export interface ChosenSecrets {
  /** What `secrets.json` holds after the restore. */
  stored: StoredSecrets
  source: KeySource
}

interface Sources {
  header: Header
  backup: BackupSecrets | undefined
  given: GivenSecrets
  existing: StoredSecrets | undefined
}

/** Finds the keys the data was encrypted with: what the environment sets comes first, then the backup's, then what lies there; refuses any that would not open it. */
export function chooseSecrets({ header, backup, given, existing }: Sources): ChosenSecrets {
  const stored = existing ?? freshSecrets()
  let source: KeySource = 'environment'
  const choose = (name: KeyName): string => {
    const found = given[name] ?? backup?.[name] ?? existing?.[name]
    if (found === undefined || keyId(found) !== header.keys[name]) refuseKey(name, header, found !== undefined)
    if (given[name] !== undefined) return stored[name]
    source = backup ? 'backup' : 'secrets.json'
    return found
  }
  const [encryptionKey, apiKeySecret] = [choose('encryptionKey'), choose('apiKeySecret')]
  return { stored: { ...stored, encryptionKey, apiKeySecret }, source }
}

function refuseKey(name: KeyName, { keys }: Header, isOther: boolean): never {
  const variable = variables[name]
  return refuse(
    isOther
      ? `The data was protected with another ${variable} (id ${keys[name]}) than the one set here; set the one it was made with.`
      : `This backup came without its keys; set ${variable} (id ${keys[name]}) or put the old secrets.json into the data folder.`,
  )
}

/** Puts the chosen secrets in place; others that lay there are kept aside. Answers where, and how to undo it. */
export function installSecrets(
  dataFolder: string,
  { stored, existing, now }: { stored: StoredSecrets; existing: StoredSecrets | undefined; now: Date },
): { aside: string | undefined; undo: () => void } {
  const isSame = existing?.encryptionKey === stored.encryptionKey && existing.apiKeySecret === stored.apiKeySecret
  if (isSame) return { aside: undefined, undo: () => {} }
  const path = secretsPath(dataFolder)
  const aside = existing && `${path}.${now.toISOString().replaceAll(':', '')}`
  if (aside) renameSync(path, aside)
  createSecrets(dataFolder, stored)
  return {
    aside,
    undo: () => {
      rmSync(path, { force: true })
      if (aside) renameSync(aside, path)
    },
  }
}
