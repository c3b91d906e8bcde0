import type { ObjectType, Page, RecordSnapshot } from '@pulse/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { LiveEvent } from '#api/live.ts'
import { useLiveEvents } from '#api/workspace-live.ts'
import { recordQuery } from './queries.ts'

interface LiveRecordsOptions {
  filter: Record<string, string>
  /** Whether a new record belongs at the top. */
  isNewestFirst: boolean
  add: (records: readonly RecordSnapshot[]) => void
  change: (become: (record: RecordSnapshot) => RecordSnapshot | undefined) => void
}

/** Keeps a list of records current: changed ones in place, new ones at the top; counts what fits neither way. */
export function useLiveRecords(type: ObjectType, { filter, isNewestFirst, add, change }: LiveRecordsOptions) {
  const client = useQueryClient()
  const [count, setCount] = useState(0)
  useLiveEvents((events) => {
    const latest = latestOf(events, type.name)
    if (latest.size === 0) return
    const become = becomeLatest(latest)
    change(become)
    client.setQueriesData<Page<RecordSnapshot>>({ queryKey: ['records', type.plural, 'list'] }, (page) =>
      page?.data.some(({ id }) => latest.has(id))
        ? { ...page, data: page.data.flatMap((row) => become(row) ?? []) }
        : page,
    )
    const fits = (record: RecordSnapshot) => Object.entries(filter).every(([name, value]) => record[name] === value)
    const created = [...latest.values()].flatMap(({ record, isNew }) =>
      record && isNew && fits(record) ? [record] : [],
    )
    if (isNewestFirst) add(created)
    else setCount((before) => before + created.length)
  })
  return { count, reset: useCallback(() => setCount(0), []) }
}

/** Keeps one record current while it is shown; tells when it was deleted. */
export function useLiveRecord(type: ObjectType, id: string): { isDeleted: boolean } {
  const client = useQueryClient()
  const [isDeleted, setDeleted] = useState(false)
  useLiveEvents((events) => {
    const latest = latestOf(events, type.name).get(id)
    if (!latest) return
    if (latest.record) client.setQueryData(recordQuery(type.plural, id).queryKey, keepNewer(latest.record))
    else setDeleted(true)
  })
  return { isDeleted }
}

const keepNewer = (record: RecordSnapshot) => (before: RecordSnapshot | undefined) =>
  before && before.version > record.version ? before : record

interface Latest {
  /** Nothing when it was deleted. */
  record: RecordSnapshot | undefined
  isNew: boolean
}

/** The last state of each record the events speak of: versions give the order. */
function latestOf(events: readonly LiveEvent[], typeName: string): Map<string, Latest> {
  const latest = new Map<string, Latest & { version: number }>()
  for (const { type, record, data } of events) {
    if (record?.type !== typeName) continue
    const before = latest.get(record.id)
    if (before && before.version > record.version) continue
    latest.set(record.id, {
      version: record.version,
      record: type === `${typeName}.deleted` ? undefined : (data as RecordSnapshot),
      isNew: type === `${typeName}.created` || before?.isNew === true,
    })
  }
  return latest
}

/** What a record is by now: itself, a newer version, or nothing. */
const becomeLatest =
  (latest: ReadonlyMap<string, Latest>) =>
  (before: RecordSnapshot): RecordSnapshot | undefined => {
    const change = latest.get(before.id)
    return change ? change.record && keepNewer(change.record)(before) : before
  }
