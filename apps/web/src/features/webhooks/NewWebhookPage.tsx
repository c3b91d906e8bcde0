import { Page } from '#ui/Page.tsx'

export const NewWebhookPage = (_: object) => <Page title="New">…</Page>
