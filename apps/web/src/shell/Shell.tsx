import { ActionIcon, Skeleton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { IconMenu2 } from '#ui/icons.ts'
import { Brand } from '#ui/Brand.tsx'
import { ConnectionBar } from './ConnectionBar.tsx'
import { LiveSwitch } from './LiveSwitch.tsx'
import { Navigation } from './Navigation.tsx'
import styles from './shell.module.css'

// Desks never need it.
const NavigationDrawer = lazy(async () => ({
  default: (await import('./NavigationDrawer.tsx')).NavigationDrawer,
}))

/** The frame around every page of a workspace: a rail on a desk, a bar and a drawer on a phone. */
export function Shell() {
  const [isOpen, drawer] = useDisclosure()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const { close } = drawer
  const [wasOpened, setWasOpened] = useState(false)
  if (isOpen && !wasOpened) setWasOpened(true)
  // The drawer has done its work when the page changed.
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the path is what this reacts to
  useEffect(() => close(), [path, close])
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <aside className={styles.rail}>
        <div className={styles.railHead}>
          <Brand />
          <LiveSwitch />
        </div>
        <Navigation />
      </aside>
      <div className={styles.bar}>
        <ActionIcon size="lg" aria-label="Open navigation" onClick={drawer.open}>
          <IconMenu2 size={20} />
        </ActionIcon>
        <Brand />
        <LiveSwitch />
      </div>
      {wasOpened && (
        <Suspense>
          <NavigationDrawer isOpen={isOpen} onClose={close} />
        </Suspense>
      )}
      <main id="content" className={styles.main} tabIndex={-1}>
        <ConnectionBar />
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  )
}

/** What a page looks like before its code is there. */
const PageSkeleton = () => (
  <div className={styles.skeleton} aria-hidden>
    <Skeleton height={22} width="14rem" />
    <Skeleton height={12} width="24rem" />
    <Skeleton height={180} />
  </div>
)
