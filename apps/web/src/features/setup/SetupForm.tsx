import { Button, Radio, TextInput } from '@mantine/core'
import { createClient, samples, setup } from '@pulse/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { session } from '#api/session.ts'
import { Failure } from '#ui/Notice.tsx'
import styles from './card.module.css'
import type { MadeWorkspace } from './SetupPage.tsx'

const sampleSize = 2_000

interface SetupFormProps {
  token: string
  onMade: (made: MadeWorkspace) => void
}

export function SetupForm({ token, onMade }: SetupFormProps) {
  const [name, setName] = useState('My workspace')
  const [begin, setBegin] = useState('samples')
  const make = useMutation({
    mutationFn: () => makeWorkspace(token, { name, withSamples: begin === 'samples' }),
    onSuccess: (made) => {
      session.signIn(made.key)
      onMade(made)
    },
  })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate()
      }}
    >
      <TextInput
        label="Name of your workspace"
        name="name"
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Radio.Group label="Begin with" value={begin} onChange={setBegin}>
        <div className={styles.choices}>
          <Radio
            value="samples"
            label="Sample data"
            description="A year of believable contacts, orders, calls and projects, to look around in."
          />
          <Radio value="empty" label="An empty workspace" description="For your own data, over the API." />
        </div>
      </Radio.Group>
      {make.error && <Failure error={make.error} />}
      <Button type="submit" loading={make.isPending}>
        Create the workspace
      </Button>
    </form>
  )
}

async function makeWorkspace(
  token: string,
  { name, withSamples }: { name: string; withSamples: boolean },
): Promise<MadeWorkspace> {
  const baseUrl = location.origin
  const { key } = await createClient({ baseUrl })(setup.completeSetup, { body: { token, workspaceName: name } })
  const { key: secret = '' } = key
  if (!withSamples) return { name, key: secret }
  const fill = createClient({ baseUrl, token: secret })(samples.fillWithSamples, { body: { size: sampleSize } })
  // Whatever becomes of the samples, the key must be shown: there is no second look at it.
  return fill.then(
    ({ id }) => ({ name, key: secret, jobId: id }),
    (error: unknown) => ({ name, key: secret, sampleError: error }),
  )
}
