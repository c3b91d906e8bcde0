import { NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { DraftName, WebhookDraft } from './draft.ts'
import { labels } from './draft.ts'
import { HeaderRows } from './HeaderRows.tsx'
import styles from './webhooks.module.css'

interface AdvancedFieldsProps {
  draft: WebhookDraft
  onChange: (change: Partial<WebhookDraft>) => void
  complaints: ReadonlyMap<DraftName, string>
  isNew: boolean
}

type NumberName = 'maxRetries' | 'retryDelay' | 'timeoutSeconds'

interface NumberField {
  about: string
  min: number
  max: number
  suffix?: string
}

const advanced: DraftName[] = ['headers', 'maxRetries', 'retryDelay', 'timeoutSeconds', 'secret']
/** With the bounds of the API. */
const numbers: Record<NumberName, NumberField> = {
  maxRetries: { about: 'After a failed try; at most 20.', min: 0, max: 20 },
  retryDelay: { about: 'Later ones wait twice as long.', min: 1, max: 86_400, suffix: ' s' },
  timeoutSeconds: { about: 'For an answer; at most 30 s.', min: 1, max: 30, suffix: ' s' },
}

const numberNames = Object.keys(numbers) as NumberName[]

/** What is seldom needed, folded away until it is, or until something in it is refused. */
export function AdvancedFields({ draft, onChange, complaints, isNew }: AdvancedFieldsProps) {
  const [isOpen, setOpen] = useState(draft.headers.length > 0)
  const isRefused = advanced.some((name) => complaints.has(name))
  return (
    <details
      className={styles.advanced}
      open={isOpen || isRefused}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Headers, retries{isNew ? ', own secret' : ''}</summary>
      <div className={styles.advancedFields}>
        <HeaderRows
          rows={draft.headers}
          onChange={(headers) => onChange({ headers })}
          error={complaints.get('headers')}
        />
        <div className={styles.numbers}>
          {numberNames
            .map((name) => ({ name, ...numbers[name] }))
            .map(({ name, about, ...bounds }) => (
              <NumberInput
                key={name}
                label={labels[name]}
                name={name}
                description={about}
                {...bounds}
                placeholder={isNew ? 'Default of the server' : ''}
                error={complaints.get(name)}
                hideControls
                allowDecimal={false}
                value={draft[name] ?? ''}
                onChange={(value) => onChange({ [name]: value === '' ? undefined : Number(value) })}
              />
            ))}
        </div>
        {isNew && (
          <TextInput
            label={labels.secret}
            name="secret"
            autoComplete="off"
            description="Pulse makes one when this stays empty. Bring your own to move a receiver here as it is."
            error={complaints.get('secret')}
            value={draft.secret}
            onChange={(event) => onChange({ secret: event.currentTarget.value })}
          />
        )}
      </div>
    </details>
  )
}
