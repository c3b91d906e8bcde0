import { Button, Modal, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { ApiError, apiKeys, type Scope } from '@pulse/contract'
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#api/client.ts'
import { FormEnd } from '#ui/FormEnd.tsx'
import { IconPlus } from '#ui/icons.ts'
import { SecretOnce } from '#ui/SecretOnce.tsx'
import styles from './keys.module.css'
import { keysKey } from './queries.ts'
import { ScopeGrid } from './ScopeGrid.tsx'

interface KeyDraft {
  name: string
  scopes: Scope[]
  /** A day, or nothing. */
  until: string
}

type Creation = UseMutationResult<apiKeys.NewApiKey, Error, KeyDraft>

/** Makes a key, which is shown this once. */
export function NewKey() {
  const client = useQueryClient()
  const [isOpen, dialog] = useDisclosure()
  const create: Creation = useMutation({
    mutationFn: ({ name, scopes, until }) =>
      call(apiKeys.createApiKey, { body: { name, scopes, ...(until && { expiresAt: endOfDay(until) }) } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keysKey }),
  })
  const close = () => {
    dialog.close()
    create.reset()
  }
  const { data } = create
  return (
    <>
      <Button leftSection={<IconPlus size={15} />} onClick={dialog.open}>
        New key
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={data ? `${data.name} is ready` : 'New API key'}
        centered
        // A stray click must not lose what is shown once.
        closeOnClickOutside={!data}
      >
        {data ? <MadeKey made={data} onDone={close} /> : <KeyForm create={create} onCancel={close} />}
      </Modal>
    </>
  )
}

const MadeKey = ({ made: { key = '' }, onDone }: { made: apiKeys.NewApiKey; onDone: () => void }) => (
  <div className={styles.dialog}>
    <SecretOnce secret={key} label="API key">
      Copy it now and keep it safe: it is shown this once and cannot be read again. It goes with each request as{' '}
      <code>Authorization: Bearer …</code>
    </SecretOnce>
    <div>
      <Button onClick={onDone}>Done</Button>
    </div>
  </div>
)

function KeyForm({ create, onCancel }: { create: Creation; onCancel: () => void }) {
  const [draft, setDraft] = useState<KeyDraft>({ name: '', scopes: [], until: '' })
  const [isSent, setSent] = useState(false)
  const set = (change: Partial<KeyDraft>) => setDraft({ ...draft, ...change })
  const refused = new Map(
    (create.error instanceof ApiError ? create.error.issues : []).map(({ path, message }) => [path, message]),
  )
  const nameError = isSent && draft.name.trim() === '' ? 'Is required.' : refused.get('name')
  const scopesError = isSent && draft.scopes.length === 0 ? 'Choose at least one.' : refused.get('scopes')
  return (
    <form
      className={styles.dialog}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setSent(true)
        if (draft.name.trim() !== '' && draft.scopes.length > 0) create.mutate(draft)
      }}
    >
      <TextInput
        data-autofocus
        label="Name"
        name="name"
        description="What uses it, such as “Warehouse import”."
        required
        error={nameError}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <ScopeGrid value={draft.scopes} onChange={(scopes) => set({ scopes })} error={scopesError} />
      <TextInput
        label="Works until the end of"
        name="until"
        type="date"
        description="Left empty, it works until it is revoked."
        error={refused.get('expiresAt')}
        value={draft.until}
        onChange={(event) => set({ until: event.currentTarget.value })}
      />
      <FormEnd
        submit="Create the key"
        isPending={create.isPending}
        wrong={[...(nameError ? ['Name'] : []), ...(scopesError ? ['May do'] : [])]}
        error={refused.has('expiresAt') ? null : create.error}
        cancel={
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        }
      />
    </form>
  )
}

/** The last second of a day where the reader is. */
const endOfDay = (day: string) => new Date(`${day}T23:59:59`).toISOString()
