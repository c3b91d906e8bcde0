import { Page } from '#ui/Page.tsx'

export const HomePage = (_: object) => <Page title="Home">…</Page>
