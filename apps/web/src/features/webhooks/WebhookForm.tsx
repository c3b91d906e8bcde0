import { Radio, TextInput } from '@mantine/core'
import { webhooks } from '@pulse/contract'
import { useEffect, useRef, type ReactNode } from 'react'
import { FormEnd } from '#ui/FormEnd.tsx'
import { AdvancedFields } from './AdvancedFields.tsx'
import { complaintsOf, labels, type WebhookDraft } from './draft.ts'
import { EventPicker } from './EventPicker.tsx'
import { formats } from './formats.ts'
import styles from './webhooks.module.css'

interface WebhookFormProps {
  draft: WebhookDraft
  onChange: (draft: WebhookDraft) => void
  onSubmit: () => void
  submit: string
  isPending: boolean
  error: unknown
  /** Leaves the form. */
  cancel: ReactNode
  isNew?: boolean
}

/** Where to send what, and how; a refusal stands beside the field it is about, which takes the focus. */
export function WebhookForm(props: WebhookFormProps) {
  const { draft, onChange, onSubmit, submit, isPending, error, cancel, isNew = false } = props
  const form = useRef<HTMLFormElement>(null)
  const complaints = complaintsOf(error)
  const set = (change: Partial<WebhookDraft>) => onChange({ ...draft, ...change })
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [error])
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <div className={styles.form}>
        <TextInput
          label={labels.url}
          name="url"
          type="url"
          required
          placeholder="https://example.com/hooks/pulse"
          description="Each event is sent there with POST."
          error={complaints.get('url')}
          value={draft.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
        />
        <TextInput
          label={labels.name}
          name="name"
          {...(isNew && { description: 'The host of the URL when left empty.' })}
          error={complaints.get('name')}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <EventPicker value={draft.events} onChange={(events) => set({ events })} error={complaints.get('events')} />
        <FormatChoice value={draft.format} onChange={(format) => set({ format })} />
        <AdvancedFields draft={draft} onChange={set} complaints={complaints} isNew={isNew} />
      </div>
      <FormEnd
        submit={submit}
        isPending={isPending}
        wrong={[...complaints.keys()].map((name) => labels[name])}
        error={error}
        cancel={cancel}
      />
    </form>
  )
}

interface FormatChoiceProps {
  value: webhooks.WebhookFormat
  onChange: (format: webhooks.WebhookFormat) => void
}

const FormatChoice = ({ value, onChange }: FormatChoiceProps) => (
  <Radio.Group
    label={labels.format}
    description="What the body looks like. The headers of Standard Webhooks come with each of them."
    value={value}
    onChange={(next) => onChange(webhooks.WebhookFormat.parse(next))}
  >
    <div className={styles.formats}>
      {webhooks.webhookFormats.map((format) => (
        <Radio key={format} value={format} label={formats[format].label} description={formats[format].about} />
      ))}
    </div>
  </Radio.Group>
)
