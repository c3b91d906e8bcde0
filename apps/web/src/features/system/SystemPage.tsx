import { Page } from '#ui/Page.tsx'

export const SystemPage = (_: object) => <Page title="Health">…</Page>
