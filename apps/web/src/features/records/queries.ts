import { records, type RecordSnapshot } from '@pulse/contract'
import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { call } from '#api/client.ts'

export const recordQuery = (plural: string, id: string) =>
  queryOptions({
    queryKey: ['records', plural, 'one', id],
    queryFn: ({ signal }) => call(records.readRecord, { params: { plural, id } }, { signal }),
  })

/** The newest records of a type, for choosing one. */
export const newestQuery = (plural: string) =>
  queryOptions({
    queryKey: ['records', plural, 'newest'],
    queryFn: ({ signal }) => call(records.listRecords, { params: { plural }, query: { limit: 200 } }, { signal }),
  })

/** After a write: what is cached of the record is what the server answered, and lists are read again. */
export async function keepRecord(client: QueryClient, plural: string, record: RecordSnapshot): Promise<void> {
  client.setQueryData(recordQuery(plural, record.id).queryKey, record)
  await client.invalidateQueries({ queryKey: ['records', plural, 'list'] })
}
