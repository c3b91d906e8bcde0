import type { webhooks } from '@pulse/contract'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import type { WebhookValues } from './queries.ts'
import { resolveEvents } from './subscriptions.ts'

interface Place {
  format: webhooks.WebhookFormat
  /** Events the workspace declared itself. */
  own: readonly string[]
}

/** The columns of a new or replaced webhook: what was sent, defaults for the rest. */
export async function wholeValues(
  kernel: Kernel,
  draft: Omit<webhooks.WebhookDraft, 'id' | 'secret'>,
  { format, own }: Place,
): Promise<WebhookValues> {
  const { webhooks: usual } = kernel.config
  await refusePrivate(kernel, draft.url)
  return {
    name: draft.name ?? new URL(draft.url).host,
    url: draft.url,
    events: resolveEvents(kernel.registry, own, draft.events),
    format: draft.format ?? format,
    is_active: draft.isActive ?? true,
    headers: draft.headers ?? {},
    max_retries: draft.maxRetries ?? usual.maxRetries,
    retry_delay: draft.retryDelay ?? usual.retryDelay,
    timeout_seconds:
      draft.timeoutSeconds ??
      (draft.format === 'cortexbuild' || (!draft.format && format === 'cortexbuild')
        ? Math.min(10, usual.timeoutSeconds)
        : usual.timeoutSeconds),
  }
}

/** The columns a PATCH names. */
export async function patchValues(
  kernel: Kernel,
  patch: webhooks.WebhookPatch,
  own: readonly string[],
): Promise<Partial<WebhookValues>> {
  if (patch.url !== undefined) await refusePrivate(kernel, patch.url)
  const values: { [Name in keyof WebhookValues]: WebhookValues[Name] | undefined } = {
    name: patch.name,
    url: patch.url,
    events: patch.events && resolveEvents(kernel.registry, own, patch.events),
    format: patch.format,
    is_active: patch.isActive,
    headers: patch.headers,
    max_retries: patch.maxRetries,
    retry_delay: patch.retryDelay,
    timeout_seconds: patch.timeoutSeconds,
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

async function refusePrivate({ egress }: Kernel, url: string): Promise<void> {
  if (!(await egress.isAllowedUrl(url)))
    fail('webhook.url_forbidden', { issues: [{ path: 'url', message: 'Points inside a private network.' }] })
}
