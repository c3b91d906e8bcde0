import { Button } from '@mantine/core'
import { ApiError, computedFields, type Field, type Issue, type ObjectType, type RecordData } from '@pulse/contract'
import { useState, type ReactNode, type SyntheticEvent } from 'react'
import { Failure } from '#ui/Notice.tsx'
import { checkDraft, errorsByField } from './draft.ts'
import { FieldInput } from './fields/FieldInput.tsx'
import styles from './records.module.css'

interface RecordFormProps {
  type: ObjectType
  values: RecordData
  onChange: (values: RecordData) => void
  onSubmit: () => void
  submit: string
  isPending: boolean
  error: unknown
  /** Leaves the form. */
  cancel: ReactNode
  /** The states the record may move to, its own included. */
  states: readonly string[]
}

const wide = new Set<Field['kind']>(['lines', 'long_text', 'json'])

/** A form made from the declaration of a type; complains in the words of the API, beside the field. */
export function RecordForm({
  type,
  values,
  onChange,
  onSubmit,
  submit,
  isPending,
  error,
  cancel,
  states,
}: RecordFormProps) {
  const [found, setFound] = useState<readonly Issue[]>([])
  const refused = error instanceof ApiError ? error.issues : []
  const errors = errorsByField([...found, ...refused])
  const computed = computedFields(type)
  const fields = type.fields.filter(({ name }) => !computed.has(name))
  const send = (event: SyntheticEvent) => {
    event.preventDefault()
    const issues = checkDraft(type, values)
    setFound(issues)
    if (issues.length === 0) onSubmit()
  }
  return (
    <form onSubmit={send} noValidate>
      <div className={styles.form}>
        {fields.map((field) => (
          <div key={field.name} data-wide={wide.has(field.kind) || undefined}>
            <FieldInput
              field={field}
              value={values[field.name]}
              onChange={(value) => onChange({ ...values, [field.name]: value })}
              error={errors.get(field.name)}
              {...(field.name === type.status?.field && { options: states })}
            />
          </div>
        ))}
      </div>
      <div className={styles.end}>
        {errors.size > 0 && (
          <p role="alert">Some fields need a look before this can be saved: {namesOf(fields, errors)}.</p>
        )}
        {error !== null && errors.size === 0 && <Failure error={error} />}
        <div className={styles.buttons}>
          <Button type="submit" loading={isPending}>
            {submit}
          </Button>
          {cancel}
        </div>
      </div>
    </form>
  )
}

const namesOf = (fields: readonly Field[], errors: ReadonlyMap<string, string>) =>
  fields
    .filter(({ name }) => errors.has(name))
    .map(({ name }) => name)
    .join(', ')
