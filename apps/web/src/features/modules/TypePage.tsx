import { Page } from '#ui/Page.tsx'

export const TypePage = (_: object) => <Page title="Type">…</Page>
