import { createRootRoute, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { z } from 'zod'
import { queryClient } from '#api/query-client.ts'
import { session } from '#api/session.ts'
import { Shell } from './shell/Shell.tsx'
import { NotFound, PageFailure } from '#ui/Trouble.tsx'
import { paths } from './paths.ts'

const HomePage = lazy(async () => ({ default: (await import('#features/home/HomePage.tsx')).HomePage }))
const SetupPage = lazy(async () => ({ default: (await import('#features/setup/SetupPage.tsx')).SetupPage }))
const SignInPage = lazy(async () => ({ default: (await import('#features/setup/SignInPage.tsx')).SignInPage }))
const EventsPage = lazy(async () => ({ default: (await import('#features/events/EventsPage.tsx')).EventsPage }))
const EventPage = lazy(async () => ({ default: (await import('#features/events/EventPage.tsx')).EventPage }))
const ParkedPage = lazy(async () => ({ default: (await import('#features/events/ParkedPage.tsx')).ParkedPage }))
const CatalogPage = lazy(async () => ({ default: (await import('#features/events/CatalogPage.tsx')).CatalogPage }))
const CatalogEventPage = lazy(async () => ({
  default: (await import('#features/events/CatalogEventPage.tsx')).CatalogEventPage,
}))
const RecordsPage = lazy(async () => ({ default: (await import('#features/records/RecordsPage.tsx')).RecordsPage }))
const RecordPage = lazy(async () => ({ default: (await import('#features/records/RecordPage.tsx')).RecordPage }))
const NewRecordPage = lazy(async () => ({
  default: (await import('#features/records/NewRecordPage.tsx')).NewRecordPage,
}))
const EditRecordPage = lazy(async () => ({
  default: (await import('#features/records/EditRecordPage.tsx')).EditRecordPage,
}))
const WebhooksPage = lazy(async () => ({ default: (await import('#features/webhooks/WebhooksPage.tsx')).WebhooksPage }))
const WebhookPage = lazy(async () => ({ default: (await import('#features/webhooks/WebhookPage.tsx')).WebhookPage }))
const NewWebhookPage = lazy(async () => ({
  default: (await import('#features/webhooks/NewWebhookPage.tsx')).NewWebhookPage,
}))
const EditWebhookPage = lazy(async () => ({
  default: (await import('#features/webhooks/EditWebhookPage.tsx')).EditWebhookPage,
}))
const ModulesPage = lazy(async () => ({ default: (await import('#features/modules/ModulesPage.tsx')).ModulesPage }))
const TypePage = lazy(async () => ({ default: (await import('#features/modules/TypePage.tsx')).TypePage }))
const SystemPage = lazy(async () => ({ default: (await import('#features/system/SystemPage.tsx')).SystemPage }))
const KeysPage = lazy(async () => ({ default: (await import('#features/api-keys/KeysPage.tsx')).KeysPage }))

const root = createRootRoute({
  component: () => (
    <Suspense>
      <Outlet />
    </Suspense>
  ),
  notFoundComponent: NotFound,
  errorComponent: PageFailure,
})

const setup = createRoute({ getParentRoute: () => root, path: paths.setup, component: SetupPage })
const signIn = createRoute({
  getParentRoute: () => root,
  path: paths.signIn,
  validateSearch: z.object({ next: z.string().startsWith('/').optional().catch(undefined) }),
  component: () => <SignInPage {...signIn.useSearch()} />,
})

/** Everything inside a workspace needs a key. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: ({ location }) => {
    if (!session.key())
      throw redirect({
        to: paths.signIn,
        search: location.pathname === '/' ? {} : { next: location.href },
        replace: true,
      })
  },
})
const at = <const Path extends string>(path: Path) => ({ getParentRoute: () => inside, path })

const event = createRoute({ ...at('/events/$id'), component: () => <EventPage {...event.useParams()} /> })
const events = createRoute({
  ...at('/events'),
  validateSearch: z.object({
    type: z.string().optional().catch(undefined),
    recordType: z.string().optional().catch(undefined),
    recordId: z.string().optional().catch(undefined),
    from: z.string().optional().catch(undefined),
    to: z.string().optional().catch(undefined),
  }),
  component: () => <EventsPage search={events.useSearch()} />,
})
const catalogEvent = createRoute({
  ...at('/catalog/$name'),
  component: () => <CatalogEventPage {...catalogEvent.useParams()} />,
})

const records = createRoute({
  ...at('/records/$plural'),
  validateSearch: z.object({
    sort: z.string().optional().catch(undefined),
    status: z.string().optional().catch(undefined),
  }),
  component: () => {
    const { plural } = records.useParams()
    return <RecordsPage key={plural} plural={plural} search={records.useSearch()} />
  },
})
const newRecord = createRoute({
  ...at('/records/$plural/new'),
  component: () => <NewRecordPage {...newRecord.useParams()} />,
})
const record = createRoute({ ...at('/records/$plural/$id'), component: () => <RecordPage {...record.useParams()} /> })
const editRecord = createRoute({
  ...at('/records/$plural/$id/edit'),
  component: () => <EditRecordPage {...editRecord.useParams()} />,
})

const webhook = createRoute({
  ...at('/webhooks/$id'),
  validateSearch: z.object({ delivery: z.string().optional().catch(undefined) }),
  component: () => <WebhookPage {...webhook.useParams()} {...webhook.useSearch()} />,
})
const editWebhook = createRoute({
  ...at('/webhooks/$id/edit'),
  component: () => <EditWebhookPage {...editWebhook.useParams()} />,
})
const type = createRoute({ ...at('/modules/$name'), component: () => <TypePage {...type.useParams()} /> })

export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    signIn,
    inside.addChildren([
      createRoute({ ...at('/'), component: HomePage }),
      events,
      event,
      createRoute({ ...at('/events/parked'), component: ParkedPage }),
      createRoute({ ...at('/catalog'), component: CatalogPage }),
      catalogEvent,
      records,
      newRecord,
      record,
      editRecord,
      createRoute({ ...at('/webhooks'), component: WebhooksPage }),
      createRoute({ ...at('/webhooks/new'), component: NewWebhookPage }),
      webhook,
      editWebhook,
      createRoute({ ...at('/modules'), component: ModulesPage }),
      type,
      createRoute({ ...at('/system'), component: SystemPage }),
      createRoute({ ...at('/keys'), component: KeysPage }),
    ]),
  ]),
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
})

// Signing in or out decides anew what may be seen, and nothing of the last key is shown to the next.
session.subscribe(() => {
  queryClient.clear()
  void router.invalidate()
})
