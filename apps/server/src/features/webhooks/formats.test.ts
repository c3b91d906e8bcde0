import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { records, webhooks } from '@pulse/contract'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { sharedApp } from '#test/shared'
import { startReceiver, type Received } from '#test/receiver'
import type { TestWorkspace } from '#test/app'
import { standardSignature } from './signing.ts'

const hex = (secret: string, content: string) => createHmac('sha256', secret).update(content).digest('hex')
const parsed = ({ body }: Received) => JSON.parse(body) as Record<string, unknown> & { data: Record<string, unknown> }

/** Each source's own way to verify, written out from the table of formats. */
const recipes: Record<webhooks.WebhookFormat, (received: Received, secret: string) => void> = {
  standard: ({ headers, body }, secret) => {
    const [id, timestamp] = [headers['webhook-id'], headers['webhook-timestamp']]
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    const expected = createHmac('sha256', key)
      .update(`${String(id)}.${String(timestamp)}.${body}`)
      .digest('base64')
    assert.ok(String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`))
  },
  pulse: ({ headers, body }, secret) => {
    assert.match(String(headers['x-webhook-timestamp']), /^\d{13}$/)
    assert.equal(headers['x-webhook-signature'], hex(secret, `${String(headers['x-webhook-timestamp'])}.${body}`))
    // The sources’ receivers parse the body and print it again before they verify.
    assert.equal(JSON.stringify(JSON.parse(body)), body)
  },
  admin: ({ headers, body }, secret) =>
    assert.equal(headers['x-webhook-signature'], hex(secret, JSON.stringify(JSON.parse(body)))),
  crm: ({ headers, body }, secret) =>
    assert.equal(headers['x-webhook-signature'], `sha256=${hex(secret, JSON.stringify(JSON.parse(body)))}`),
  cortexbuild: ({ headers, body }, secret) => {
    assert.equal(headers['x-cortexbuild-signature'], hex(secret, JSON.stringify(JSON.parse(body))))
    assert.match(String(headers['x-cortexbuild-timestamp']), /^\d{13}$/)
  },
}

async function deliver(
  workspace: TestWorkspace,
  body: { format: webhooks.WebhookFormat; events: string[] },
  act: () => Promise<unknown>,
): Promise<{ received: Received; secret: string; id: string }> {
  const app = await sharedApp()
  await using receiver = await startReceiver()
  const { secret = '', id } = await workspace.call(webhooks.createWebhook, {
    body: { url: receiver.url, ...body },
  })
  await act()
  await receiver.count(1)
  await app.settle()
  const [received] = receiver.received
  assert.ok(received)
  await workspace.call(webhooks.deleteWebhook, { params: { id } })
  return { received, secret, id }
}

describe('webhook formats', () => {
  it('sign the reference vector of the Standard Webhooks specification', () => {
    const signed = standardSignature(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}',
    )
    assert.equal(signed, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  for (const format of webhooks.webhookFormats) {
    it(`${format}: its own recipe and the standardwebhooks package verify it, a changed byte does not`, async () => {
      const workspace = await (await sharedApp()).workspace()
      const { received, secret } = await deliver(workspace, { format, events: ['contact.created'] }, () =>
        workspace.call(records.createRecord, {
          params: { plural: 'contacts' },
          body: { lastName: 'Žižka "naïve" 😀 </script>' },
        }),
      )
      recipes[format](received, secret)
      const verifier = new StandardWebhook(secret)
      verifier.verify(received.body, received.headers as Record<string, string>)
      assert.throws(() =>
        verifier.verify(received.body.replace('naïve', 'naive'), received.headers as Record<string, string>),
      )
      assert.throws(() => recipes[format]({ ...received, body: received.body.replace('naïve', 'naive') }, secret))
    })
  }

  it('shape their bodies as their sources do', async () => {
    const workspace = await (await sharedApp()).workspace()
    const [example = {}] = (await sharedApp()).kernel.registry.types.get('time_entry')?.examples ?? []
    const { id } = await workspace.call(records.createRecord, { params: { plural: 'time-entries' }, body: example })
    const change = (notes: string) => () =>
      workspace.call(records.patchRecord, { params: { plural: 'time-entries', id }, body: { notes } })
    const events = ['time_entry.updated']
    const bodies = new Map<string, { received: Received; id: string }>()
    for (const format of webhooks.webhookFormats)
      bodies.set(format, await deliver(workspace, { format, events }, change(`for ${format}`)))
    const body = (format: string) => {
      const one = bodies.get(format)
      assert.ok(one)
      return parsed(one.received)
    }
    const { type, timestamp, data, changed, previous } = body('standard')
    assert.deepEqual([type, data['id'], changed, typeof previous], ['time_entry.updated', id, ['notes'], 'object'])
    assert.ok(Math.abs(Date.parse(String(timestamp)) - Date.now()) < 60_000)

    const pulse = body('pulse')
    assert.deepEqual(Object.keys(pulse), ['event', 'timestamp', 'workspaceId', 'data'])
    assert.deepEqual(
      [pulse['event'], pulse['workspaceId'], Object.keys(pulse.data)],
      ['time_entry.updated', workspace.id, ['timeEntry', 'changed', 'previous']],
    )
    assert.equal((pulse.data['timeEntry'] as { id: string }).id, id)

    const admin = body('admin')
    assert.deepEqual([admin['event'], admin['workspaceId'], admin.data['id']], ['time_entry_updated', workspace.id, id])
    assert.equal(bodies.get('admin')?.received.headers['x-webhook-event'], 'time_entry_updated')

    const crm = body('crm')
    assert.deepEqual([crm['event'], crm['tenantId'], crm.data['id']], ['time_entry.updated', workspace.id, id])

    const cortex = body('cortexbuild')
    const entry = cortex.data['time_entry'] as Record<string, unknown>
    assert.deepEqual(
      [cortex['event'], typeof cortex['timestamp'], cortex['company_id'], entry['id']],
      ['time_entry.updated', 'number', workspace.id, id],
    )
    assert.ok('created_at' in entry && !('createdAt' in entry))
    assert.ok(String(cortex['user_id']).length > 10)
    assert.equal(bodies.get('cortexbuild')?.received.headers['x-cortexbuild-webhook-id'], bodies.get('cortexbuild')?.id)
  })

  it('default by path and words to the source that calls', async () => {
    const { request } = await (await sharedApp()).workspace()
    const body = { url: 'https://example.com/hook', events: ['order.created'] }
    const formatOf = async (path: string, sent: object) => {
      const { body: answer, status } = await request('POST', path, { body: sent })
      assert.equal(status, 201, JSON.stringify(answer))
      return ((answer.data ?? answer) as webhooks.Webhook).format
    }
    assert.equal(await formatOf('/api/v1/webhooks', body), 'crm')
    assert.equal(await formatOf('/api/webhooks', body), 'pulse')
    assert.equal(await formatOf('/api/webhooks', { ...body, enabled: true }), 'admin')
    assert.equal(await formatOf('/api/webhooks', { ...body, retry_count: 5 }), 'admin')
    assert.equal(
      await formatOf('/api/webhooks', { ...body, events: { conversation_started: true, order_created: false } }),
      'admin',
    )
    assert.equal(await formatOf('/api/integrations/webhooks', body), 'cortexbuild')
    assert.equal(await formatOf('/api/webhooks', { ...body, format: 'standard' }), 'standard')
  })

  it('take the sources’ own words for fields', async () => {
    const { request } = await (await sharedApp()).workspace()
    const made = await request('POST', '/api/webhooks', {
      body: {
        url: 'https://example.com/hook',
        events: { order_created: true, alert: false },
        is_active: false,
        retry_count: 7,
        timeout: 12,
      },
    })
    const webhook = made.body.data as webhooks.Webhook
    assert.deepEqual(
      [webhook.isActive, webhook.maxRetries, webhook.timeoutSeconds, webhook.events, webhook.name],
      [false, 7, 12, ['order.created'], 'example.com'],
    )
    const patched = await request('PATCH', `/api/webhooks/${webhook.id}`, { body: { enabled: true } })
    assert.equal((patched.body.data as webhooks.Webhook).isActive, true)
    const put = await request('PUT', `/api/webhooks/${webhook.id}`, {
      body: { url: 'https://example.com/other', events: ['order.*'] },
    })
    const replaced = put.body.data as webhooks.Webhook
    assert.deepEqual(
      [replaced.maxRetries, replaced.retryDelay, replaced.timeoutSeconds, replaced.name, replaced.id],
      [3, 60, 30, 'example.com', webhook.id],
    )
    const listed = await request('GET', '/api/integrations/webhooks/list')
    assert.equal((listed.body.data as unknown[]).length, 1)
  })
})
