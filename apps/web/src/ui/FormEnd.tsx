import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './form.module.css'
import { Failure } from './Notice.tsx'

interface FormEndProps {
  /** What the button that sends it says. */
  submit: string
  isPending: boolean
  /** The names of the fields that cannot stay as they are. */
  wrong: readonly string[]
  /** A refusal that is about no field. */
  error: unknown
  /** Leaves the form. */
  cancel: ReactNode
}

/** The end of every form: what is wrong once more by name, then the buttons. */
export const FormEnd = ({ submit, isPending, wrong, error, cancel }: FormEndProps) => (
  <div className={styles.end}>
    {wrong.length > 0 && <p role="alert">Some fields need a look before this can be saved: {wrong.join(', ')}.</p>}
    {error !== null && wrong.length === 0 && <Failure error={error} />}
    <div className={styles.buttons}>
      <Button type="submit" loading={isPending}>
        {submit}
      </Button>
      {cancel}
    </div>
  </div>
)
