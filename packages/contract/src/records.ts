import { z } from 'zod'
import { endpoint, type Endpoint } from './endpoint.ts'
import { Id } from './id.ts'
import { Instant } from './instant.ts'
import type { ObjectType } from './object-type.ts'
import { page, PageQuery } from './page.ts'
import { type RecordSnapshot, recordShape } from './record-shape.ts'

export const maxBatch = 1_000

/** Any record, when its type is only known at run time. */
const AnyRecord = z.looseObject({
  id: Id,
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
}) as z.ZodType<RecordSnapshot>
const AnyDraft = z.record(z.string(), z.unknown())
const ofType = { plural: z.string().max(64) }
const one = z.object({ ...ofType, id: Id })

/** What a batch answers for each record, in the order they were sent. */
export const BatchResult = z
  .object({ data: z.array(z.object({ id: Id, version: z.int(), createdAt: Instant })) })
  .meta({ id: 'BatchResult' })

const tag = 'Records'
const fails = ['record.type_unknown'] as const

export const listRecords = endpoint('GET /:plural', {
  tag,
  summary: 'List records; filter with field=value, field[gte]=value, sort=-field',
  scope: 'records:read',
  params: z.object(ofType),
  query: z.record(z.string(), z.unknown()),
  reply: page(AnyRecord),
  fails,
})

export const createRecord = endpoint('POST /:plural', {
  tag,
  summary: 'Create a record',
  scope: 'records:write',
  params: z.object(ofType),
  body: AnyDraft,
  reply: AnyRecord,
  status: 201,
  fails: [...fails, 'record.invalid', 'record.duplicate'],
})

export const createRecords = endpoint('POST /:plural/batch', {
  tag,
  summary: `Create up to ${maxBatch.toLocaleString('en')} records: all of them or, if one is wrong, none`,
  scope: 'records:write',
  params: z.object(ofType),
  body: z.strictObject({ records: z.array(AnyDraft).min(1).max(maxBatch) }),
  reply: BatchResult,
  status: 201,
  fails: [...fails, 'record.invalid', 'record.duplicate'],
  size: 'bulk',
})

export const readRecord = endpoint('GET /:plural/:id', {
  tag,
  summary: 'Read one record',
  scope: 'records:read',
  params: one,
  reply: AnyRecord,
  fails: [...fails, 'record.not_found'],
})

export const patchRecord = endpoint('PATCH /:plural/:id', {
  tag,
  summary: 'Change the named fields of a record; null clears one',
  scope: 'records:write',
  params: one,
  body: AnyDraft,
  reply: AnyRecord,
  fails: [
    ...fails,
    'record.not_found',
    'record.invalid',
    'record.duplicate',
    'record.move_illegal',
    'record.version_conflict',
  ],
})

export const replaceRecord = endpoint('PUT /:plural/:id', {
  tag,
  summary: 'Replace a record; fields left out are cleared',
  scope: 'records:write',
  params: one,
  body: AnyDraft,
  reply: AnyRecord,
  fails: [
    ...fails,
    'record.not_found',
    'record.invalid',
    'record.duplicate',
    'record.move_illegal',
    'record.version_conflict',
  ],
})

export const deleteRecord = endpoint('DELETE /:plural/:id', {
  tag,
  summary: 'Delete a record',
  scope: 'records:write',
  params: one,
  reply: AnyRecord,
  fails: [...fails, 'record.not_found', 'record.version_conflict'],
})

type Own = Partial<Pick<Endpoint, 'params' | 'query' | 'body' | 'reply'>> & { summary: string }

/** The record operations of one object type, by operation id, with its own path and schemas: for the docs and for typed callers. */
export function endpointsOfType(type: ObjectType): Record<string, Endpoint> {
  const { Draft, Patch, Snapshot } = recordShape(type)
  const what = type.label.toLowerCase()
  const many = type.labelPlural.toLowerCase()
  const params = z.object({ id: Id })
  const query = PageQuery.extend({ sort: z.string().optional() })
  const batch = z.strictObject({ records: z.array(Draft).min(1).max(maxBatch) })
  const own = ({ params: _, ...base }: Endpoint, overrides: Own): Endpoint => ({
    ...base,
    path: base.path.replace('/:plural', `/${type.plural}`),
    tag: type.labelPlural,
    ...overrides,
  })
  return {
    [`list_${type.name}`]: own(listRecords, {
      query,
      reply: page(Snapshot),
      summary: `List ${many}; any indexed field filters`,
    }),
    [`create_${type.name}`]: own(createRecord, { body: Draft, reply: Snapshot, summary: `Create a ${what}` }),
    [`create_${type.name}_batch`]: own(createRecords, {
      body: batch,
      summary: createRecords.summary.replace('records', many),
    }),
    [`read_${type.name}`]: own(readRecord, { params, reply: Snapshot, summary: `Read one ${what}` }),
    [`patch_${type.name}`]: own(patchRecord, {
      params,
      body: Patch,
      reply: Snapshot,
      summary: `Change the named fields of a ${what}`,
    }),
    [`replace_${type.name}`]: own(replaceRecord, {
      params,
      body: Draft,
      reply: Snapshot,
      summary: `Replace a ${what}`,
    }),
    [`delete_${type.name}`]: own(deleteRecord, { params, reply: Snapshot, summary: `Delete a ${what}` }),
  }
}
