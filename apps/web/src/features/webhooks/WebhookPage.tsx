import { Page } from '#ui/Page.tsx'

export const WebhookPage = (_: object) => <Page title="Webhook">…</Page>
