import { Page } from '#ui/Page.tsx'

export const WebhooksPage = (_: object) => <Page title="Webhooks">…</Page>
