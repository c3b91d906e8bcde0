import type pg from 'pg'

/** The epoch of this cluster's transaction ids: it grows when the data is found in another cluster than before, as after a restore. */
export async function readEpoch(owner: pg.ClientBase): Promise<number> {
  const { rows } = await owner.query<{ epoch: number }>(
    `insert into cluster (system_identifier, epoch) select system_identifier, 1 from pg_control_system()
     on conflict (one) do update set
       epoch = cluster.epoch + (cluster.system_identifier <> excluded.system_identifier)::int,
       system_identifier = excluded.system_identifier
     returning epoch`,
  )
  const [row] = rows
  if (!row) throw new Error('The epoch of the database cannot be read.')
  return row.epoch
}
