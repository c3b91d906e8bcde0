import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import { session } from '#api/session.ts'
import { workspaceQuery } from '#api/workspace.ts'
import { typesByModule } from '#features/modules/index.ts'
import { AppLink } from '#ui/AppLink.tsx'
import {
  IconActivity,
  IconHeartbeat,
  IconHome,
  IconKey,
  IconLogout,
  IconMoon,
  IconPackages,
  IconSun,
  IconWebhook,
} from '#ui/icons.ts'
import { paths } from '../paths.ts'
import styles from './shell.module.css'

interface Place {
  to: string
  label: string
  Icon: ComponentType<{ size: number }>
  exact?: boolean
}

const places: Place[] = [
  { to: paths.home, label: 'Home', Icon: IconHome, exact: true },
  { to: paths.events, label: 'Events', Icon: IconActivity },
  { to: paths.webhooks, label: 'Webhooks', Icon: IconWebhook },
]
const upkeep: Place[] = [
  { to: paths.modules, label: 'Modules', Icon: IconPackages },
  { to: paths.keys, label: 'API keys', Icon: IconKey },
  { to: paths.system, label: 'Health', Icon: IconHeartbeat },
]

export function Navigation() {
  return (
    <div className={styles.navigation}>
      <nav aria-label="Main" className={styles.places}>
        <Places places={places} />
        <RecordPlaces />
        <p className={styles.group}>Workspace</p>
        <Places places={upkeep} />
      </nav>
      <Footer />
    </div>
  )
}

const Places = ({ places: list }: { places: readonly Place[] }) =>
  list.map(({ to, label, Icon, exact = false }) => (
    <AppLink
      key={to}
      to={to}
      className={styles.place}
      activeOptions={{ exact }}
      activeProps={{ 'aria-current': 'page' }}
    >
      <Icon size={16} />
      {label}
    </AppLink>
  ))

/** The object types, under the module each belongs to. */
function RecordPlaces() {
  const { data = [] } = useQuery(typesByModule)
  return data.map(({ module, types }) => (
    <details key={module.name} className={styles.module} open>
      <summary className={styles.group}>{module.label}</summary>
      {types.map(({ name, plural, labelPlural }) => (
        <AppLink key={name} to={paths.records(plural)} className={styles.type} activeProps={{ 'aria-current': 'page' }}>
          {labelPlural}
        </AppLink>
      ))}
    </details>
  ))
}

function Footer() {
  const { data: workspace } = useQuery(workspaceQuery)
  return (
    <div className={styles.footer}>
      <span className={styles.workspace}>{workspace?.name ?? ' '}</span>
      <SchemeSwitch />
      <ActionIcon aria-label="Sign out" title="Sign out of this browser" onClick={session.signOut}>
        <IconLogout size={16} />
      </ActionIcon>
    </div>
  )
}

function SchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme()
  const isDark = useComputedColorScheme() === 'dark'
  const label = isDark ? 'Light colours' : 'Dark colours'
  return (
    <ActionIcon aria-label={label} title={label} onClick={() => setColorScheme(isDark ? 'light' : 'dark')}>
      {isDark ? <IconSun size={16} /> : <IconMoon size={16} />}
    </ActionIcon>
  )
}
