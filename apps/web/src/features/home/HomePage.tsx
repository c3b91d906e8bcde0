import { useQuery } from '@tanstack/react-query'
import { workspaceQuery } from '#api/workspace.ts'
import { EventFeed } from '#features/events/index.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Page, Section } from '#ui/Page.tsx'
import { paths } from '../../paths.ts'
import { FirstSteps } from './FirstSteps.tsx'
import { Glance } from './Glance.tsx'
import styles from './home.module.css'

const shownEvents = 12

/** Where one lands: is all well, what just happened, and how to send the first record. */
export function HomePage() {
  const { data: workspace } = useQuery(workspaceQuery)
  return (
    <Page title={workspace?.name ?? 'Home'} tabTitle="Home">
      <Glance />
      <div className={styles.columns}>
        <Section title="Happening now" actions={<AppLink to={paths.events}>The whole log</AppLink>}>
          <EventFeed count={shownEvents} />
        </Section>
        <FirstSteps />
      </div>
    </Page>
  )
}
