import { AppLink } from '#ui/AppLink.tsx'
import { paths } from '../../paths.ts'
import styles from './events.module.css'

const tabs = [
  { to: paths.events, label: 'Log' },
  { to: paths.catalog, label: 'Catalog' },
  { to: paths.parked, label: 'Parked' },
]

/** The parts of the event browser. */
export const EventTabs = () => (
  <nav className={styles.tabs} aria-label="Events">
    {tabs.map(({ to, label }) => (
      <AppLink
        key={to}
        to={to}
        activeOptions={{ exact: true, includeSearch: false }}
        activeProps={{ 'aria-current': 'page' }}
      >
        {label}
      </AppLink>
    ))}
  </nav>
)
