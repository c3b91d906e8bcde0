import { sql } from 'kysely'
import { isoNow } from '#kernel/clock'
import { randomText, sha256 } from '#kernel/crypto'
import type { Writer } from '#kernel/db/kysely'
import { statement } from '#kernel/db/statement'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'

const tokenLength = 32

const anyWorkspace = statement('setup needed', 'select id from workspaces limit 1')
const keepLink = statement(
  'setup link',
  'insert into setup_links (hash, created_at) values ($1, $2) on conflict (one) do update set hash = excluded.hash, created_at = excluded.created_at',
)

/** Makes the one-time token while there is no workspace yet; an older one stops working. */
export async function makeSetupToken({ noteOne, clock }: Kernel): Promise<string | undefined> {
  const workspaces = await noteOne(anyWorkspace)
  if (workspaces.length > 0) return undefined
  const token = randomText(tokenLength)
  await noteOne(keepLink, [sha256(token), isoNow(clock)])
  return token
}

/** Uses a token up in the write it allows; of two who try at once, one succeeds. */
export async function useSetupToken(tx: Writer, token: string): Promise<void> {
  const { rows } = await sql<{ used: boolean }>`select use_setup_link(${sha256(token)}) as used`.execute(tx)
  if (!rows[0]?.used) fail('setup.token_invalid')
}
