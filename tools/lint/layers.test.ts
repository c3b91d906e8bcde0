import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { placeOf, targetOf, whyNot } from './layers.ts'

const server = 'apps/server/src'

describe('the layer rule', () => {
  it('lets each layer import those below it', () => {
    const fine: [string, string][] = [
      [`${server}/main.ts`, './cli/run.ts'],
      [`${server}/cli/start.ts`, '../app.ts'],
      [`${server}/cli/demo.ts`, '#features/samples/index'],
      [`${server}/app.ts`, './features.ts'],
      [`${server}/features.ts`, '#features/records/feature'],
      [`${server}/features/records/routes.ts`, '#kernel/kernel'],
      [`${server}/features/records/routes.ts`, './list.ts'],
      [`${server}/features/setup/feature.ts`, '#features/workspaces/index'],
      [`${server}/kernel/kernel.ts`, '@pulse/contract'],
      [`${server}/kernel/kernel.ts`, 'fastify'],
      ['packages/contract/src/events.ts', 'zod'],
      ['packages/contract/src/events.ts', './webhooks.ts'],
    ]
    assert.deepEqual(
      fine.filter(([from, source]) => whyNot(from, source) !== undefined),
      [],
    )
  })

  it('says why others may not', () => {
    assert.match(
      whyNot(`${server}/kernel/kernel.ts`, '#features/records/routes') ?? '',
      /kernel must not import features/,
    )
    assert.match(
      whyNot(`${server}/features/records/routes.ts`, '#features/webhooks/sender') ?? '',
      /reaches webhooks through events or its index/,
    )
    assert.match(whyNot(`${server}/features/records/routes.ts`, '../webhooks/sender.ts') ?? '', /through events/)
    assert.match(whyNot(`${server}/features/records/routes.ts`, '../../app.ts') ?? '', /features must not import app/)
    assert.match(whyNot(`${server}/cli/demo.ts`, '#features/samples/fill') ?? '', /through its index/)
    assert.match(whyNot(`${server}/modules/crm/contact.ts`, '#kernel/kernel') ?? '', /modules must not import kernel/)
    assert.match(whyNot('packages/contract/src/events.ts', 'node:fs') ?? '', /imports zod and nothing else/)
  })

  it('leaves tests and tools alone', () => {
    assert.equal(placeOf(`${server}/features/records/records.test.ts`), undefined)
    assert.equal(placeOf('tools/lint/layers.ts'), undefined)
    assert.equal(targetOf(`${server}/app.ts`, 'node:fs'), undefined)
  })
})
