import type { ErrorComponentProps } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { AppLink } from './AppLink.tsx'
import { Empty, Failure } from './Notice.tsx'
import { Page } from './Page.tsx'

export const NotFound = () => (
  <Page title="There is no such page" shape="narrow">
    <Empty title="The address leads nowhere." action={<AppLink to={paths.home}>Go home</AppLink>}>
      It may have been mistyped, or what it pointed at was removed.
    </Empty>
  </Page>
)

/** A page that could not be shown, with a way to try again. */
export const PageFailure = ({ error, reset }: ErrorComponentProps) => (
  <Page title="This page could not be shown" shape="narrow">
    <Failure error={error} retry={reset} />
  </Page>
)
