import { Page } from '#ui/Page.tsx'

export const ModulesPage = (_: object) => <Page title="Modules">…</Page>
