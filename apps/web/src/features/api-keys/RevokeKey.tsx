import { Button } from '@mantine/core'
import { apiKeys } from '@pulse/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '#api/client.ts'
import { session } from '#api/session.ts'
import { ConfirmButton } from '#ui/ConfirmButton.tsx'
import { focusContent } from '#ui/focus.ts'
import { isOwn, keysKey } from './queries.ts'

/** Ends a key after a second look; the one this browser uses signs it out. */
export function RevokeKey({ apiKey }: { apiKey: apiKeys.ApiKey }) {
  const { id, name } = apiKey
  const client = useQueryClient()
  const isMine = isOwn(apiKey)
  const revoke = useMutation({
    mutationFn: () => call(apiKeys.revokeApiKey, { params: { id } }),
    onSuccess: async () => {
      if (isMine) return session.signOut()
      await client.invalidateQueries({ queryKey: keysKey })
      return focusContent()
    },
  })
  return (
    <ConfirmButton
      title={`Revoke ${name}?`}
      confirm={isMine ? 'Revoke it and sign out' : 'Revoke the key'}
      action={revoke}
      trigger={(open) => (
        <Button size="compact-sm" variant="default" aria-label={`Revoke ${name}`} onClick={open}>
          Revoke
        </Button>
      )}
    >
      {isMine ? (
        <>
          <strong>This browser is signed in with this key.</strong> Revoking it signs you out here and everywhere else
          it is used; to come back you need another key.
        </>
      ) : (
        'Whatever uses it is refused within a second. A revoked key does not come back.'
      )}
    </ConfirmButton>
  )
}
