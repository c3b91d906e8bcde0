import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseRoute, type OpenApiDocument, type Route } from '@pulse/contract'
import { sharedApp } from '#test/shared'
import { everyEndpoint } from './document.ts'

const read = async (path: string) => {
  const { baseUrl } = await sharedApp()
  return fetch(baseUrl + path)
}

describe('the documentation', () => {
  it('is OpenAPI 3.1 in which every reference leads somewhere and every operation has its own id', async () => {
    const document = (await (await read('/api/openapi.json')).json()) as OpenApiDocument
    assert.equal(document.openapi, '3.1.0')
    const text = JSON.stringify(document)
    const references = [
      ...new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '')),
    ]
    assert.ok(references.length > 50)
    assert.deepEqual(
      references.filter((name) => !(name in document.components.schemas)),
      [],
    )
    assert.equal(text.includes('$defs'), false)
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    assert.equal(new Set(ids).size, ids.length)
  })

  it('names every path that is served, each object type with its own', async () => {
    const { kernel } = await sharedApp()
    const document = (await (await read('/api/openapi.json')).json()) as OpenApiDocument
    const printed = new Set(
      Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
      ),
    )
    const aliases = new Set(Object.values(everyEndpoint(kernel.registry)).flatMap((endpoint) => endpoint.aliases ?? []))
    const missing = [...kernel.routes].filter(
      (route) => !route.includes('/:plural') && !printed.has(route) && !aliases.has(route as Route),
    )
    assert.deepEqual(missing, [])
    for (const type of kernel.registry.types.values())
      assert.ok(printed.has(`POST /${type.plural}`) && printed.has(`GET /${type.plural}/:id`), type.name)
  })

  it('declares each route it prints as one that is served', async () => {
    const { kernel } = await sharedApp()
    const unserved = Object.values(everyEndpoint(kernel.registry)).filter(({ method, path }) => {
      const [, plural = '', ...rest] = path.split('/')
      const isRecord = [...kernel.registry.types.values()].some((type) => type.plural === plural)
      const route = isRecord ? `${method} /${[':plural', ...rest].join('/')}` : `${method} ${path}`
      return !kernel.routes.has(route)
    })
    assert.deepEqual(
      unserved.map(({ path }) => path),
      [],
    )
    assert.deepEqual(parseRoute('GET /a/b'), { method: 'GET', path: '/a/b' })
  })

  it('is served whole from here, with a try-it-out page', async () => {
    const page = await (await read('/api/docs')).text()
    const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '')
    assert.ok(assets.length >= 3)
    for (const asset of assets) {
      assert.ok(asset.startsWith('/'), `${asset} is from here`)
      assert.equal((await read(asset)).status, 200, asset)
    }
    assert.match(await (await read('/api/docs/problems')).text(), /id="record\.not_found"/)
  })
})

describe('health', () => {
  it('answers at the root, never wrapped', async () => {
    for (const path of ['/health', '/health/live', '/health/ready'])
      assert.deepEqual(await (await read(path)).json(), { status: 'ok' })
    const detailed = (await (await read('/health/detailed')).json()) as {
      database: { ok: boolean }
      consumers: { consumer: string }[]
    }
    assert.equal(detailed.database.ok, true)
    assert.deepEqual(
      detailed.consumers.map(({ consumer }) => consumer),
      ['webhooks'],
    )
    const metrics = await (await read('/health/metrics')).text()
    assert.match(metrics, /pulse_consumer_pending\{consumer="webhooks"\} \d/)
    assert.match(metrics, /pulse_queue_size\{queue="deliveries",state="inFlight"\} 0/)
  })
})
