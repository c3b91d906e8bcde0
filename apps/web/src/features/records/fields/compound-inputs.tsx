import { Input, NumberInput, TextInput } from '@mantine/core'
import { minorDigits, type Money } from '@pulse/contract'
import { useState } from 'react'
import styles from './fields.module.css'

export interface CompoundProps {
  label: string
  name: string
  description: string | undefined
  error: string | undefined
  required: boolean
  value: unknown
  onChange: (value: unknown) => void
}

const isCurrency = (text: string) => /^[A-Z]{3}$/.test(text)

/** An amount as people write it, with its currency; kept in minor units. */
export function MoneyInput({ label, name, description, error, required, value, onChange }: CompoundProps) {
  const money = value as Money | null | undefined
  const [currency, setCurrency] = useState(money?.currency ?? 'EUR')
  const digits = isCurrency(currency) ? minorDigits(currency) : 2
  const change = (amount: number | undefined, unit: string) =>
    onChange(
      amount === undefined
        ? null
        : { amount: Math.round(amount * 10 ** (isCurrency(unit) ? minorDigits(unit) : 2)), currency: unit },
    )
  const shown = money ? money.amount / 10 ** digits : undefined
  return (
    <div className={styles.pair}>
      <NumberInput
        label={label}
        name={name}
        description={description}
        error={error}
        required={required}
        hideControls
        decimalScale={digits}
        thousandSeparator=" "
        value={shown ?? ''}
        onChange={(next) => change(next === '' ? undefined : Number(next), currency)}
      />
      <TextInput
        label="Currency"
        aria-label={`Currency of ${label}`}
        maxLength={3}
        value={currency}
        onChange={(event) => {
          const next = event.currentTarget.value.toUpperCase()
          setCurrency(next)
          if (shown !== undefined) change(shown, next)
        }}
      />
    </div>
  )
}

/** A point on the map by its degrees. */
export function GeoInput({ label, name, description, error, value, onChange }: CompoundProps) {
  const { lat, lng } = (value ?? {}) as { lat?: number; lng?: number }
  const change = (next: { lat?: number | undefined; lng?: number | undefined }) =>
    onChange(next.lat === undefined && next.lng === undefined ? null : next)
  const degrees = (next: string | number) => (next === '' ? undefined : Number(next))
  return (
    <Input.Wrapper label={label} description={description} error={error}>
      <div className={styles.pair} data-equal>
        <NumberInput
          aria-label={`${label}: latitude`}
          name={name}
          placeholder="Latitude"
          hideControls
          value={lat ?? ''}
          onChange={(next) => change({ lat: degrees(next), lng })}
        />
        <NumberInput
          aria-label={`${label}: longitude`}
          placeholder="Longitude"
          hideControls
          value={lng ?? ''}
          onChange={(next) => change({ lat, lng: degrees(next) })}
        />
      </div>
    </Input.Wrapper>
  )
}

/** A file by its name and address. */
export function FileInput({ label, name, description, error, value, onChange }: CompoundProps) {
  const file = (value ?? {}) as { name?: string; url?: string }
  const change = (next: { name?: string; url?: string }) =>
    onChange(!next.name && !next.url ? null : { ...file, ...next })
  return (
    <Input.Wrapper label={label} description={description} error={error}>
      <div className={styles.pair} data-equal>
        <TextInput
          aria-label={`${label}: name`}
          name={name}
          placeholder="plan.pdf"
          value={file.name ?? ''}
          onChange={(event) => change({ ...file, name: event.currentTarget.value })}
        />
        <TextInput
          aria-label={`${label}: address`}
          type="url"
          placeholder="https://…"
          value={file.url ?? ''}
          onChange={(event) => change({ ...file, url: event.currentTarget.value })}
        />
      </div>
    </Input.Wrapper>
  )
}
