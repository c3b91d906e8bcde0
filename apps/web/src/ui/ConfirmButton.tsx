import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { UseMutationResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from './Notice.tsx'
import styles from './confirm.module.css'

interface ConfirmButtonProps {
  title: string
  /** What the button that does it says. */
  confirm: string
  action: UseMutationResult<unknown, Error, void>
  /** What the button that leaves all as it is says. */
  keep?: string
  trigger: (open: () => void) => ReactNode
  children: ReactNode
}

/** Asks before what cannot be undone; stays open and says why when it fails. */
export function ConfirmButton({ title, confirm, keep = 'Keep it', action, trigger, children }: ConfirmButtonProps) {
  const [isOpen, dialog] = useDisclosure()
  return (
    <>
      {trigger(dialog.open)}
      <Modal opened={isOpen} onClose={dialog.close} title={title} centered>
        <div className={styles.dialog}>
          <div>{children}</div>
          {action.error && <Failure error={action.error} />}
          <div className={styles.buttons}>
            <Button variant="default" onClick={dialog.close}>
              {keep}
            </Button>
            <Button
              color="red"
              loading={action.isPending}
              onClick={() => action.mutate(undefined, { onSuccess: dialog.close })}
            >
              {confirm}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  )
}
