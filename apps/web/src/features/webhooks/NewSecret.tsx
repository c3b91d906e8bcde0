import { Button, Modal, NumberInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { webhooks } from '@pulse/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#api/client.ts'
import { format } from '#ui/format.ts'
import { Failure } from '#ui/Notice.tsx'
import { SecretOnce } from '#ui/SecretOnce.tsx'
import styles from './webhooks.module.css'

/** Longest time that both secrets sign, as the API takes it. */
const mostHours = 168

/** Makes a new signing secret, shown this once; the old one signs along for as long as one needs to change over. */
export function NewSecret({ webhook: { id, name } }: { webhook: webhooks.Webhook }) {
  const [isOpen, dialog] = useDisclosure()
  const make = useMutation({
    mutationFn: (overlapHours: number) => call(webhooks.regenerateSecret, { params: { id }, body: { overlapHours } }),
  })
  const close = () => {
    dialog.close()
    make.reset()
  }
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        New secret
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={make.data ? 'The new signing secret' : `New signing secret for ${name}?`}
        size="lg"
        centered
        // A stray click must not lose what is shown once.
        closeOnClickOutside={!make.data}
      >
        {make.data ? (
          <Made secret={make.data.secret ?? ''} until={make.data.previousExpiresAt} onDone={close} />
        ) : (
          <Ask onMake={make.mutate} isPending={make.isPending} error={make.error} onClose={close} />
        )}
      </Modal>
    </>
  )
}

interface AskProps {
  onMake: (overlapHours: number) => void
  isPending: boolean
  error: unknown
  onClose: () => void
}

function Ask({ onMake, isPending, error, onClose }: AskProps) {
  const [hours, setHours] = useState(24)
  return (
    <form
      className={styles.dialog}
      onSubmit={(event) => {
        event.preventDefault()
        onMake(hours)
      }}
    >
      <NumberInput
        data-autofocus
        label="Hours in which the old one signs along"
        description="Time to change the receiver over: until then each request carries both signatures. 0 ends the old one at once."
        min={0}
        max={mostHours}
        value={hours}
        onChange={(value) => setHours(Number(value))}
      />
      {error !== null && <Failure error={error} />}
      <div className={styles.dialogButtons}>
        <Button variant="default" onClick={onClose}>
          Keep the old one
        </Button>
        <Button type="submit" loading={isPending}>
          Make a new secret
        </Button>
      </div>
    </form>
  )
}

const Made = ({ secret, until, onDone }: { secret: string; until: string; onDone: () => void }) => (
  <div className={styles.dialog}>
    <SecretOnce secret={secret} label="signing secret">
      Put it where your receiver reads its secret; it is shown this once. The old one signs along until{' '}
      {format.exactInstant(until)}.
    </SecretOnce>
    <div className={styles.dialogButtons}>
      <Button onClick={onDone}>Done</Button>
    </div>
  </div>
)
