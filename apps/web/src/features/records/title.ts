import type { ObjectType, RecordSnapshot } from '@pulse/contract'

/** What a record is called: its title field, or the start of its id. */
export function titleOf({ title, label }: ObjectType, record: RecordSnapshot | Record<string, unknown>): string {
  const own = record[title]
  return typeof own === 'string' && own !== '' ? own : `${label} ${String(record['id']).slice(0, 8)}`
}
