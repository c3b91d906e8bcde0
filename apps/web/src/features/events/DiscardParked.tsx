import type { ReactNode } from 'react'
import { ConfirmButton } from '#ui/ConfirmButton.tsx'
import { useDiscard, type Selection } from './parked.ts'

interface DiscardParkedProps {
  selection: Selection
  title: string
  confirm: string
  trigger: (open: () => void) => ReactNode
}

/** Gives parked events up after a second look. */
export function DiscardParked({ selection, title, confirm, trigger }: DiscardParkedProps) {
  return (
    <ConfirmButton
      title={title}
      confirm={confirm}
      keep={selection.eventIds ? 'Keep it' : 'Keep them'}
      action={useDiscard(selection)}
      trigger={trigger}
    >
      What failed on them never handles them. They stay in the event log.
    </ConfirmButton>
  )
}
