import { ApiError, type webhooks } from '@pulse/contract'

export interface HeaderRow {
  name: string
  value: string
}

/** What stands in the form; a number left empty is undefined. */
export interface WebhookDraft {
  url: string
  name: string
  events: string[]
  format: webhooks.WebhookFormat
  headers: HeaderRow[]
  maxRetries: number | undefined
  retryDelay: number | undefined
  timeoutSeconds: number | undefined
  secret: string
}

export type DraftName = keyof WebhookDraft

/** What people call each field. */
export const labels: Record<DraftName, string> = {
  url: 'URL',
  name: 'Name',
  events: 'Events',
  format: 'Format',
  headers: 'Headers',
  maxRetries: 'Retries',
  retryDelay: 'First retry after',
  timeoutSeconds: 'Timeout',
  secret: 'Signing secret',
}

export const emptyDraft: WebhookDraft = {
  url: '',
  name: '',
  events: [],
  format: 'standard',
  headers: [],
  maxRetries: undefined,
  retryDelay: undefined,
  timeoutSeconds: undefined,
  secret: '',
}

export const draftOf = ({ url, name, events, format, headers, ...webhook }: webhooks.Webhook): WebhookDraft => ({
  url,
  name,
  events,
  format,
  headers: Object.entries(headers).map(([header, value]) => ({ name: header, value })),
  maxRetries: webhook.maxRetries,
  retryDelay: webhook.retryDelay,
  timeoutSeconds: webhook.timeoutSeconds,
  secret: '',
})

/** A draft as the API takes it. */
type Values = { [Name in DraftName]?: string | number | string[] | Record<string, string> | null | undefined }

function valuesOf({ url, name, headers, secret: _, ...draft }: WebhookDraft): Values {
  const rows = headers
    .map((row) => ({ name: row.name.trim(), value: row.value }))
    .filter((row) => row.name || row.value)
  return {
    ...draft,
    url: url.trim(),
    name: name.trim(),
    headers: Object.fromEntries(rows.map((row) => [row.name, row.value])),
  }
}

/** A new webhook as the API takes it: what was left empty is left out, the server has a default for it. */
export function creationOf(draft: WebhookDraft): Values & Pick<webhooks.WebhookDraft, 'url' | 'events' | 'format'> {
  const { name, ...values } = valuesOf(draft)
  const { url, events, format, secret } = draft
  return { ...values, ...(name !== '' && { name }), ...(secret && { secret }), url: url.trim(), events, format }
}

/** What differs between two drafts; an emptied number becomes null, which the API refuses beside its field. */
export function changesOf(before: WebhookDraft, after: WebhookDraft): Values {
  const [from, to] = [valuesOf(before), valuesOf(after)]
  const names = Object.keys(to) as DraftName[]
  const isChanged = (name: DraftName) => JSON.stringify(from[name]) !== JSON.stringify(to[name])
  return Object.fromEntries(names.filter(isChanged).map((name) => [name, to[name] ?? null]))
}

/** The first complaint of a refusal about each field; one about a header names it. */
export function complaintsOf(error: unknown): Map<DraftName, string> {
  const complaints = new Map<DraftName, string>()
  for (const { path, message } of error instanceof ApiError ? error.issues : []) {
    const [name = '', ...inside] = path.split('.')
    if (!(name in labels) || complaints.has(name as DraftName)) continue
    complaints.set(name as DraftName, name === 'headers' ? `${inside.join('.')}: ${message}` : message)
  }
  return complaints
}

/** A field's value in words. */
export function draftText(draft: WebhookDraft, name: DraftName): string {
  const value = valuesOf(draft)[name]
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([header, text]) => `${header}: ${text}`)
      .join(', ')
  return String(value ?? '')
}
