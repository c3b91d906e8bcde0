import { countCap, timeOfId, type health } from '@pulse/contract'
import { statement } from '#kernel/db/statement'
import type { Kernel } from '#kernel/kernel'

interface LagRow {
  pending: number
  oldest: string | null
  parked: number
}

const readLag = statement(
  'consumer lag',
  `select
     (select count(*) from (
       select 1 from workspaces w left join consumer_positions p on p.consumer = $1 and p.workspace_id = w.id
       join lateral (
         select 1 from events e where e.workspace_id = w.id and e.id >= coalesce(p.floor_id, '00000000-0000-0000-0000-000000000000')
           and (e.epoch, e.xid, e.id) > (coalesce(p.epoch, 0), coalesce(p.xid, '0'), coalesce(p.event_id, '00000000-0000-0000-0000-000000000000'))
         limit $2
       ) e on true limit $2
     ) pending) as pending,
     (select min(e.id::text) from workspaces w left join consumer_positions p on p.consumer = $1 and p.workspace_id = w.id
       join lateral (
         select id from events e where e.workspace_id = w.id and e.id >= coalesce(p.floor_id, '00000000-0000-0000-0000-000000000000')
           and (e.epoch, e.xid, e.id) > (coalesce(p.epoch, 0), coalesce(p.xid, '0'), coalesce(p.event_id, '00000000-0000-0000-0000-000000000000'))
         order by e.epoch, e.xid, e.id limit 1
       ) e on true) as oldest,
     (select count(*) from parked_events where consumer = $1) as parked`,
)

/** How far each consumer is behind, and how much it set aside. */
export async function measureLag({ noteOne, clock, consumers }: Kernel): Promise<health.DetailedHealth['consumers']> {
  return Promise.all(
    consumers.map(async ({ name }) => {
      const [row] = await noteOne<LagRow>(readLag, [name, countCap])
      const oldestMs = row?.oldest ? Math.max(0, clock.now() - timeOfId(row.oldest)) : 0
      return { consumer: name, pending: row?.pending ?? 0, oldestMs, parked: row?.parked ?? 0 }
    }),
  )
}
