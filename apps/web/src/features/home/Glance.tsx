import { webhooks } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { call } from '#api/client.ts'
import { healthQuery } from '#api/health.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { counted } from '#ui/format.ts'
import { Status } from '#ui/Status.tsx'
import { paths } from '../../paths.ts'
import styles from './home.module.css'
import { Tempo } from './Tempo.tsx'

const refreshMs = 10_000

/** The state of the workspace in one row: how busy, whether deliveries arrive, whether everything is handled. */
export function Glance() {
  return (
    <div className={styles.glance}>
      <Tempo />
      <Deliveries />
      <Handling />
    </div>
  )
}

const Tile = ({ label, to, children }: { label: string; to: string; children: ReactNode }) => (
  <div className={styles.tile}>
    <AppLink to={to} className={styles.tileLabel}>
      {label}
    </AppLink>
    {children}
  </div>
)

function Deliveries() {
  const { data, error } = useQuery({
    queryKey: ['webhooks', 'glance'],
    queryFn: ({ signal }) => call(webhooks.listWebhooks, { query: { limit: 200 } }, { signal }),
    refetchInterval: refreshMs,
  })
  const all = data?.data ?? []
  const failing = all.filter(({ consecutiveFailures }) => consecutiveFailures > 0)
  return (
    <Tile label="Webhooks" to={paths.webhooks}>
      {error ? (
        <Status tone="quiet">Cannot be told</Status>
      ) : !data ? (
        <Status tone="quiet">…</Status>
      ) : all.length === 0 ? (
        <Status tone="quiet">None yet</Status>
      ) : failing.length > 0 ? (
        <Status tone="bad">
          {failing.length} of {all.length} failing
        </Status>
      ) : (
        <Status tone="ok">{counted(all.length, 'webhook')}, all delivering</Status>
      )}
    </Tile>
  )
}

function Handling() {
  const { data, error } = useQuery({ ...healthQuery, refetchInterval: refreshMs })
  const pending = Math.max(0, ...(data?.consumers ?? []).map((one) => one.pending))
  const parked = (data?.consumers ?? []).reduce((sum, one) => sum + one.parked, 0)
  return (
    <Tile label="Events" to={parked > 0 ? paths.parked : paths.system}>
      {error || data?.status === 'down' ? (
        <Status tone="bad">Cannot be told</Status>
      ) : !data ? (
        <Status tone="quiet">…</Status>
      ) : parked > 0 ? (
        <Status tone="bad">{counted(parked, 'event')} set aside</Status>
      ) : pending > 0 ? (
        <Status tone="accent">{counted(pending, 'event')} being handled</Status>
      ) : (
        <Status tone="ok">All handled</Status>
      )}
    </Tile>
  )
}
