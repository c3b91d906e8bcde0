import type { apiKeys, Scope } from '@pulse/contract'
import { isoNow } from '#kernel/clock'
import type { Writer } from '#kernel/db/kysely'
import type { Kernel } from '#kernel/kernel'
import type { Emit } from '#kernel/spine/event'
import { hashKey, newKey, presentKey } from './keys.ts'
import { insertKey } from './queries.ts'

interface Place {
  tx: Writer
  emit: Emit
  workspaceId: string
}

/** Makes a key inside a write; the answer is the only place the key itself ever stands. */
export async function makeKey(
  { clock, config, newId }: Kernel,
  { tx, emit, workspaceId }: Place,
  { name, scopes, expiresAt = null }: { name: string; scopes: Scope[]; expiresAt?: string | null | undefined },
): Promise<apiKeys.NewApiKey> {
  const { key, prefix } = newKey()
  const row = { id: newId(), name, prefix, scopes, createdAt: isoNow(clock), expiresAt }
  await insertKey(tx, workspaceId, { ...row, hash: hashKey(config.secrets.apiKeySecret, key) })
  emit('api_key.created', presentKey(row))
  return { ...presentKey(row), key }
}
