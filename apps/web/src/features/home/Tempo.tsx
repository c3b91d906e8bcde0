import { eventLog, type Page } from '@pulse/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#api/client.ts'
import { useLiveEvents } from '#api/workspace-live.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { counted } from '#ui/format.ts'
import { useNow } from '#ui/use-now.ts'
import { paths } from '../../paths.ts'
import styles from './home.module.css'

const minutes = 30
const minuteMs = 60_000
const height = 34

/** Events of the last half hour, a bar for each minute; grows as they come. */
export function Tempo() {
  const nowMs = useNow()
  const [live, setLive] = useState<readonly number[]>([])
  const { data = [], dataUpdatedAt } = useQuery({
    queryKey: ['events', 'tempo'],
    queryFn: ({ signal }) => readTimes(signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  useLiveEvents((events) => setLive((before) => [...before, ...events.map(({ createdAt }) => Date.parse(createdAt))]))
  const since = nowMs - minutes * minuteMs
  const times = [...data, ...live.filter((at) => at > dataUpdatedAt)].filter((at) => at > since)
  const counts = Array.from({ length: minutes }, () => 0)
  for (const at of times) {
    const slot = Math.min(minutes - 1, Math.floor((at - since) / minuteMs))
    counts[slot] = (counts[slot] ?? 0) + 1
  }
  const most = Math.max(1, ...counts)
  const total = times.length
  const label =
    total === mostRead
      ? `${counted(total, 'event')} or more in the last half hour`
      : `${counted(total, 'event')} in the last half hour`
  return (
    <div className={styles.tile} data-wide>
      <AppLink to={paths.events} className={styles.tileLabel}>
        {label}
      </AppLink>
      <svg
        className={styles.tempo}
        viewBox={`0 0 ${minutes * 8} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {counts.map((count, index) => {
          const size = count === 0 ? 1 : 3 + (count / most) * (height - 3)
          return (
            <rect
              key={index}
              x={index * 8}
              width={6}
              y={height - size}
              height={size}
              data-empty={count === 0 || undefined}
            />
          )
        })}
      </svg>
    </div>
  )
}

const mostRead = 2_000
const pageSize = 200

/** When the latest events happened, as far back as the bars reach. */
async function readTimes(signal: AbortSignal): Promise<number[]> {
  const times: number[] = []
  const from = new Date(Date.now() - minutes * minuteMs).toISOString()
  for (let cursor: string | null | undefined; cursor !== null && times.length < mostRead;) {
    const query = { 'createdAt[gte]': from, limit: pageSize, ...(cursor && { cursor }) }
    const page: Page<eventLog.Event> = await call(eventLog.listEvents, { query }, { signal })
    times.push(...page.data.map(({ createdAt }) => Date.parse(createdAt)))
    cursor = page.nextCursor
  }
  return times
}
