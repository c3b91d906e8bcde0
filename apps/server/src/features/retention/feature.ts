import { dropExpiredPartitions, makePartitionsAhead } from '#kernel/db/partitions'
import { statement } from '#kernel/db/statement'
import type { Feature } from '#kernel/feature'
import { isoNow } from '#kernel/clock'

const forgetKeys = statement(
  'keys expired',
  `delete from keys where (workspace_id, kind, key) in (select workspace_id, kind, key from keys where expires_at < $1 limit 5000) returning kind`,
)

/** Makes partitions before their day comes, drops those past their class, forgets answers nobody can ask for any more. */
export const retentionFeature: Feature = {
  name: 'retention',
  install({ jobs, asOwner, clock, noteOne, log }) {
    jobs.schedule({
      name: 'retention',
      cron: '7 * * * *',
      async run(signal) {
        const dropped = await asOwner(async (client) => {
          await makePartitionsAhead(client, clock.now())
          return dropExpiredPartitions(client, clock.now())
        })
        if (dropped.length > 0) log.info({ partitions: dropped }, 'days past their retention dropped')
        while (!signal.aborted && (await noteOne(forgetKeys, [isoNow(clock)])).length > 0);
      },
    })
  },
}
