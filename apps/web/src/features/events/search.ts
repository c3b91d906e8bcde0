import type { eventLog } from '@pulse/contract'

/** What the log is narrowed to, as it stands in the address; times as a datetime-local input gives them. */
export interface EventSearch {
  type?: string | undefined
  recordType?: string | undefined
  recordId?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

const instantOf = (local: string | undefined) => {
  const at = new Date(local ?? '')
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** The same in the API's grammar, empty entries left out. */
export function queryOf({ type, recordType, recordId, from, to }: EventSearch): Record<string, string> {
  const entries = { type, recordType, recordId, 'createdAt[gte]': instantOf(from), 'createdAt[lte]': instantOf(to) }
  return Object.fromEntries(Object.entries(entries).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

/** Whether an event that just came belongs to what is shown. */
export function isMatch({ type, recordType, recordId, from, to }: EventSearch, event: eventLog.Event): boolean {
  const [after, before] = [instantOf(from), instantOf(to)]
  return (
    (!type || event.type === type) &&
    (!recordType || event.record?.type === recordType) &&
    (!recordId || event.record?.id === recordId) &&
    (!after || event.createdAt >= after) &&
    (!before || event.createdAt <= before)
  )
}
