import { ApiError, computedFields, type Field, type Issue, type ObjectType, type RecordData } from '@pulse/contract'
import { useState, type ReactNode, type SyntheticEvent } from 'react'
import { FormEnd } from '#ui/FormEnd.tsx'
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
      <FormEnd
        submit={submit}
        isPending={isPending}
        wrong={fields.filter(({ name }) => errors.has(name)).map(({ name }) => name)}
        error={error}
        cancel={cancel}
      />
    </form>
  )
}
