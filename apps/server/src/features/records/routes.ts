import { filterFields, parseListQuery, records } from '@pulse/contract'
import { isoNow } from '#kernel/clock'
import type { Kernel } from '#kernel/kernel'
import { fail } from '#kernel/problem'
import { parsePatch, parseReplacement } from './change.ts'
import { draftRecords } from './drafts.ts'
import { insertion } from './insertion.ts'
import { listRecords } from './list.ts'
import { findRecord, presentRecord } from './queries.ts'
import { checkReferences } from './references.ts'
import { changeRecord, removeRecord } from './write.ts'

export function recordRoutes(kernel: Kernel): void {
  const { serve, append, clock, newId, types } = kernel

  serve(records.listRecords, async ({ actor, db, params, query }) => {
    const type = await types.ofPlural(db, actor, params.plural)
    const parsed = parseListQuery(filterFields(type.type), query)
    if (!parsed.ok) fail('request.invalid', { issues: parsed.issues })
    return listRecords({ db, actor, type, query: parsed.query })
  })

  serve(records.createRecord, async ({ actor, db, params, body }) => {
    const type = await types.ofPlural(db, actor, params.plural)
    const drafts = draftRecords(type, [{ path: '', body }], { newId, at: isoNow(clock) })
    await checkReferences(types, { db, actor, type }, drafts)
    const [draft = fail('record.invalid')] = drafts
    return append(actor, insertion(actor, type, drafts, draft.snapshot))
  })

  serve(records.createRecords, async ({ actor, db, params, body }) => {
    const type = await types.ofPlural(db, actor, params.plural)
    const bodies = body.records.map((one, index) => ({ path: `records.${index}.`, body: one }))
    const drafts = draftRecords(type, bodies, { newId, at: isoNow(clock) })
    await checkReferences(types, { db, actor, type }, drafts, new Set(drafts.map(({ snapshot }) => snapshot.id)))
    const data = drafts.map(({ snapshot: { id, version, createdAt } }) => ({ id, version, createdAt }))
    return append(actor, insertion(actor, type, drafts, { data }))
  })

  serve(records.readRecord, async ({ actor, db, params }) => {
    const type = await types.ofPlural(db, actor, params.plural)
    const row = await findRecord(db, actor, type, params.id)
    return presentRecord(type, row ?? fail('record.not_found'))
  })

  serve(records.patchRecord, async ({ actor, db, params, body, ifMatch }) => {
    const type = await types.ofPlural(db, actor, params.plural)
    const patch = parsePatch(type, body)
    await checkReferences(types, { db, actor, type }, [{ path: '', data: patch }])
    return changeRecord(kernel, { actor, type }, { id: params.id, patch, ifMatch })
  })

  serve(records.replaceRecord, async ({ actor, db, params, body, ifMatch }) => {
    const type = await types.ofPlural(db, actor, params.plural)
    const patch = parseReplacement(type, body, params.id)
    await checkReferences(types, { db, actor, type }, [{ path: '', data: patch }])
    return changeRecord(kernel, { actor, type }, { id: params.id, patch, ifMatch })
  })

  serve(records.deleteRecord, async ({ actor, db, params, ifMatch }) => {
    const type = await types.ofPlural(db, actor, params.plural)
    return removeRecord(kernel, { actor, type }, { id: params.id, ifMatch })
  })
}
