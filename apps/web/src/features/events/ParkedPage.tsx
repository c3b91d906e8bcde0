import { Page } from '#ui/Page.tsx'

export const ParkedPage = (_: object) => <Page title="Parked">…</Page>
