import { records, type ObjectType, type RecordSnapshot } from '@pulse/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { call } from '#api/client.ts'
import { useLiveGap } from '#api/workspace-live.ts'
import { useArrivals } from '#ui/table/arrivals.ts'
import { useRowWindow } from '#ui/table/row-window.ts'
import { useLiveRecords } from './live-records.ts'

export const newestFirst = '-createdAt'
export const keyOf = ({ id }: RecordSnapshot) => id

const pageSize = 100

interface Listing {
  sort: string
  status: string | undefined
}

/** The records of a type in one order, page by page; new ones join where the order allows, else they are counted. */
export function useRecordList(type: ObjectType, { sort, status }: Listing) {
  const { plural } = type
  const client = useQueryClient()
  const filter = status && type.status ? { [type.status.field]: status } : {}
  const read = useRowWindow<RecordSnapshot>({
    queryKey: ['records', plural, 'list', sort, filter],
    load: (cursor, signal) => {
      const query = { ...filter, sort, limit: pageSize, ...(cursor && { cursor }) }
      return call(records.listRecords, { params: { plural }, query }, { signal })
    },
  })
  const { window, add, change, clear, isNew } = useArrivals(read, keyOf)
  const missed = useLiveRecords(type, { filter, isNewestFirst: sort === newestFirst, add, change })
  const { reset } = missed
  const readAgain = useCallback(() => {
    clear()
    reset()
    void client.invalidateQueries({ queryKey: ['records', plural, 'list'] })
  }, [clear, reset, client, plural])
  useLiveGap(readAgain)
  return { window, isNew, missed: missed.count, readAgain }
}
