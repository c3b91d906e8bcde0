import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventLog, records, type ApiError } from '@pulse/contract'
import { sharedApp } from '#test/shared'

const refusedWith = (code: string) => (error: ApiError) => {
  assert.equal(error.code, code, JSON.stringify(error.issues))
  return true
}

describe('values of records', () => {
  it('keep the total they have when a change would make it more than an amount can hold', async () => {
    const { call } = await (await sharedApp()).workspace()
    const params = { plural: 'orders' }
    const lines = [{ quantity: 90_071_992_547_409, unitPrice: 1 }]
    const order = await call(records.createRecord, { params, body: { orderNumber: '1', currency: 'EUR', lines } })
    assert.deepEqual(order['total'], { amount: 9_007_199_254_740_900, currency: 'EUR' })
    const at = { params: { ...params, id: order.id } }
    for (const body of [{ lines: [...lines, { quantity: 1, unitPrice: 1 }] }, { currency: 'KWD' }])
      await assert.rejects(call(records.patchRecord, { ...at, body }), (error: ApiError) => {
        assert.equal(error.issues[0]?.path, 'lines')
        return refusedWith('record.invalid')(error)
      })
    assert.equal((await call(records.readRecord, at)).version, 1)
  })

  it('name what changed also when the values before are too large for an event', async () => {
    const { call } = await (await sharedApp()).workspace()
    const params = { plural: 'orders' }
    const lines = Array.from({ length: 500 }, () => ({ description: 'x'.repeat(600), quantity: 1, unitPrice: 1 }))
    const body = { orderNumber: '1', notes: 'before', lines }
    const { id } = await call(records.createRecord, { params, body })
    await call(records.patchRecord, { params: { ...params, id }, body: { notes: 'after', lines: null } })
    const {
      data: [event],
    } = await call(eventLog.listEvents, { query: { type: 'order.updated' } })
    assert.deepEqual(event?.changed?.toSorted(), ['lines', 'notes', 'total'])
    assert.equal(event?.previous?.['notes'], 'before')
    assert.match(JSON.stringify(event?.previous?.['lines']), /^{"tooLarge":true,"bytes":3\d{5}}$/)
  })

  it('are the same by their ids in upper case: in the path, as a chosen id, as a reference', async () => {
    const { call } = await (await sharedApp()).workspace()
    const upper = '01A1FC24-C486-7000-8084-BC766D3EE924'
    const contact = await call(records.createRecord, {
      params: { plural: 'contacts' },
      body: { id: upper, lastName: 'x' },
    })
    assert.equal(contact.id, upper.toLowerCase())
    const task = { title: 'x', contact: upper }
    const made = await call(records.createRecord, { params: { plural: 'tasks' }, body: task })
    assert.equal(made['contact'], contact.id)
    const found = await call(records.listRecords, { params: { plural: 'tasks' }, query: { contact: contact.id } })
    assert.equal(found.data.length, 1)
    const orders = { plural: 'orders' }
    const { id } = await call(records.createRecord, { params: orders, body: { orderNumber: '1' } })
    const at = { params: { ...orders, id: id.toUpperCase() } }
    await call(records.patchRecord, { ...at, body: { orderNumber: '2' } })
    await call(records.createRecord, { params: orders, body: { orderNumber: '1' } })
    await call(records.replaceRecord, { ...at, body: { id: id.toUpperCase(), orderNumber: '2' } })
    await call(records.deleteRecord, at)
    await call(records.createRecord, { params: orders, body: { orderNumber: '2' } })
  })

  it('of a batch refer to each other only where the type is meant', async () => {
    const { call } = await (await sharedApp()).workspace()
    const id = '01a1fc24-c486-7000-8084-bc766d3ee924'
    const batch = [{ title: 'a' }, { id, title: 'b', contact: id }]
    await assert.rejects(
      call(records.createRecords, { params: { plural: 'tasks' }, body: { records: batch } }),
      (error: ApiError) => {
        assert.equal(error.issues[0]?.path, 'records.1.contact')
        return refusedWith('record.invalid')(error)
      },
    )
  })
})
