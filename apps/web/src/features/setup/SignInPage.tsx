import { Button, PasswordInput } from '@mantine/core'
import { createClient, workspaces } from '@pulse/contract'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { session } from '#api/session.ts'
import { explain } from '#ui/Notice.tsx'
import { Card } from './Card.tsx'
import styles from './card.module.css'

/** Signs in with an API key, which this browser then keeps. */
export function SignInPage({ next = '/' }: { next?: string | undefined }) {
  const [key, setKey] = useState('')
  const navigate = useNavigate()
  const check = useMutation({
    mutationFn: (token: string) => createClient({ baseUrl: location.origin, token })(workspaces.readWorkspace, {}),
    onSuccess: async (_, token) => {
      session.signIn(token)
      await navigate({ href: next, replace: true })
    },
  })
  return (
    <Card
      title="Sign in"
      about="With an API key of your workspace. The first one comes from the link in the server’s log."
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          check.mutate(key.trim())
        }}
      >
        <PasswordInput
          label="API key"
          name="key"
          autoComplete="current-password"
          placeholder="pulse_…"
          required
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          error={check.error && explain(check.error).message}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the key' }}
        />
        <Button type="submit" loading={check.isPending}>
          Sign in
        </Button>
      </form>
    </Card>
  )
}
