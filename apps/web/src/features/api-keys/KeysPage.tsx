import { Page } from '#ui/Page.tsx'

export const KeysPage = (_: object) => <Page title="Keys">…</Page>
