import assert from 'node:assert/strict'
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { createGunzip } from 'node:zlib'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { records, sumOfProducts, webhooks } from '@pulse/contract'
import { startApp } from '../apps/server/src/test/app.ts'
import { startReceiver } from '../apps/server/src/test/receiver.ts'
import { withSql } from '../apps/server/src/test/sql.ts'

const file = join(import.meta.dirname, '../../shared/data/online-retail-2010-2011-cc0/online_retail_2010_2011.csv.gz')

interface Line {
  sku: string
  description: string
  quantity: number
  unitPrice: number
}

interface Invoice {
  orderNumber: string
  customerNumber: string
  country: string
  orderedAt: string
  lines: Line[]
}

/** Splits one CSV line; this file quotes fields but never breaks a line inside one. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  )
}

/** Reads all lines and gathers them into invoices, also those that come in several runs. */
async function readInvoices(): Promise<{ invoices: Invoice[]; lineCount: number; runs: number }> {
  const invoices = new Map<string, Invoice>()
  let lineCount = 0
  let runs = 0
  let last: Invoice | undefined
  const lines = createInterface({
    input: createReadStream(file).pipe(createGunzip()),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  for await (const text of lines) {
    if (text.startsWith('InvoiceNo,') || text.startsWith('"InvoiceNo"')) continue
    const invoice = gather(invoices, fieldsOf(text))
    lineCount++
    if (invoice !== last) runs++
    last = invoice
  }
  return { invoices: [...invoices.values()], lineCount, runs }
}

function gather(invoices: Map<string, Invoice>, fields: readonly string[]): Invoice {
  const [orderNumber, sku, description, quantity, date, price, customerNumber, country] = fields as Eight
  const fresh = { orderNumber, customerNumber, country, orderedAt: `${date.replace(' ', 'T')}Z`, lines: [] }
  const invoice = invoices.get(orderNumber) ?? fresh
  invoices.set(orderNumber, invoice)
  invoice.lines.push({ sku, description, quantity: Number(quantity), unitPrice: Number(price) })
  return invoice
}

type Eight = [string, string, string, string, string, string, string, string]

describe('real input', { skip: existsSync(file) ? false : 'shared data is not here' }, () => {
  it('541,909 lines come in as 25,900 orders, and each event goes out, signed and delivered', async () => {
    const { invoices, lineCount, runs } = await readInvoices()
    assert.deepEqual([lineCount, invoices.length, runs], [541_909, 25_900, 25_901])
    await using app = await startApp()
    await using receiver = await startReceiver()
    const { call, id: workspaceId } = await app.workspace()
    const { secret = '' } = await call(webhooks.createWebhook, {
      body: { url: receiver.url, events: ['order.*', 'customer.*'], format: 'standard' },
    })
    const verifier = new StandardWebhook(secret)
    const received = new Map<string, string>()
    let verified = 0
    receiver.answer(({ headers, body }) => {
      verifier.verify(body, headers as Record<string, string>)
      verified++
      const { type } = JSON.parse(body) as { type: string }
      received.set(String(headers['webhook-id']), type)
      receiver.received.length = 0
      return { status: 204 }
    })

    const customers = await createCustomers(invoices)
    await createOrders(invoices, customers)
    await app.settle()

    const counted = await withSql(app, async (client) => {
      const one = async <Row extends object>(text: string) => (await client.query<Row>(text, [workspaceId])).rows
      const events = await one<{ id: string; type: string }>(
        `select id, type from events where workspace_id = $1 and type ~ '^(order|customer)\\.'`,
      )
      const deliveries = await one<{ event_id: string; status: string }>(
        `select event_id, status from deliveries where workspace_id = $1 and event_type ~ '^(order|customer)\\.'`,
      )
      const [sums] = await one<{
        orders: string
        cancelled: string
        withoutCustomer: string
        lines: string
        most: number
        minor: string
      }>(
        `select count(*) as orders, count(*) filter (where data ->> 'status' = 'cancelled') as cancelled, count(*) filter (where data ->> 'customer' is null) as "withoutCustomer",
           sum(jsonb_array_length(data -> 'lines')) as lines, max(jsonb_array_length(data -> 'lines')) as most, sum((data -> 'total' ->> 'amount')::bigint) as minor
         from records r join object_types t on t.id = r.type_id where r.workspace_id = $1 and t.name = 'order'`,
      )
      const [people] = await one<{ count: string }>(
        `select count(*) from records r join object_types t on t.id = r.type_id where r.workspace_id = $1 and t.name = 'customer'`,
      )
      return { events, deliveries, sums, customers: Number(people?.count) }
    })

    const expected = invoices.filter(({ customerNumber }) => customerNumber === '').length
    const cancelled = invoices.filter(isCancelled).length
    assert.deepEqual(
      [
        counted.sums?.orders,
        counted.sums?.lines,
        counted.sums?.most,
        counted.sums?.minor,
        counted.sums?.cancelled,
        counted.sums?.withoutCustomer,
        counted.customers,
      ],
      ['25900', '541909', 1_114, '974774793', String(cancelled), String(expected), 4_372],
    )
    const created = counted.events.filter(({ type }) => type.endsWith('.created'))
    assert.equal(created.length, 25_900 + 4_372, 'one event for each record')
    assert.equal(counted.events.length, created.length + cancelled, 'and one for each order made cancelled')
    const eventIds = counted.events.map(({ id }) => id).sort()
    assert.deepEqual([...received.keys()].sort(), eventIds, 'received = events')
    assert.deepEqual(counted.deliveries.map(({ event_id }) => event_id).sort(), eventIds, 'delivered = events')
    assert.ok(counted.deliveries.every(({ status }) => status === 'delivered'))
    assert.ok(verified >= eventIds.length)
    assert.equal(
      sumOfProducts(
        invoices.flatMap(({ lines }) => lines.map(({ quantity, unitPrice }) => [quantity, unitPrice])),
        'GBP',
      ),
      974_774_793,
    )

    async function createCustomers(all: Invoice[]): Promise<Map<string, string>> {
      const known = new Map(
        all
          .filter(({ customerNumber }) => customerNumber !== '')
          .map(({ customerNumber, country }) => [customerNumber, country]),
      )
      const ids = new Map<string, string>()
      for (const some of chunks([...known], 500)) {
        const drafts = some.map(([customerNumber, country]) => ({
          customerNumber,
          name: `Customer ${customerNumber}`,
          country,
        }))
        const { data } = await call(records.createRecords, {
          params: { plural: 'customers' },
          body: { records: drafts },
        })
        some.forEach(([customerNumber], index) => ids.set(customerNumber, data[index]?.id ?? ''))
      }
      return ids
    }

    async function createOrders(all: Invoice[], ids: Map<string, string>): Promise<void> {
      const work = chunks(all, 100)[Symbol.iterator]()
      const send = async () => {
        for (const some of work) {
          const drafts = some.map((invoice) => {
            const { orderNumber, country, orderedAt, lines, customerNumber } = invoice
            return {
              orderNumber,
              country,
              orderedAt,
              lines,
              currency: 'GBP',
              customer: ids.get(customerNumber) ?? null,
              ...(isCancelled(invoice) && { status: 'cancelled' }),
            }
          })
          await call(records.createRecords, { params: { plural: 'orders' }, body: { records: drafts } })
        }
      }
      await Promise.all([send(), send()])
    }
  })
})

const isCancelled = ({ orderNumber }: Invoice) => orderNumber.startsWith('C')

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
