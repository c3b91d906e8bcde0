import { apiKeys } from '@pulse/contract'
import { call } from '#api/client.ts'
import { usePages } from '#api/pages.ts'
import { useLiveReread } from '#api/reread.ts'
import { session } from '#api/session.ts'

export const keysKey = ['api-keys']
const pageSize = 100

/** Every key that was not revoked, newest first; follows what others make and revoke. */
export function useKeys() {
  useLiveReread([keysKey], ({ type }) => type.startsWith('api_key.'))
  return usePages<apiKeys.ApiKey>({
    queryKey: keysKey,
    load: (cursor, signal) =>
      call(apiKeys.listApiKeys, { query: { limit: pageSize, ...(cursor && { cursor }) } }, { signal }),
  })
}

/** Whether this browser is signed in with a key: a key begins with its prefix. */
export const isOwn = ({ prefix }: apiKeys.ApiKey) => session.key()?.startsWith(`${prefix}_`) === true
