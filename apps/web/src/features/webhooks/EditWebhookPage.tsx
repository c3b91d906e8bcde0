import { Page } from '#ui/Page.tsx'

export const EditWebhookPage = (_: object) => <Page title="Edit">…</Page>
