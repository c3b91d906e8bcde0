import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { problems } from '@pulse/contract'
import type { FastifyReply } from 'fastify'
import type { Feature } from '#kernel/feature'
import { printOpenApi } from './document.ts'
import { docsPage, docsScript, problemsPage } from './pages.ts'

/** The few files of the interactive docs that are served; none comes from another host. */
const assets: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

export const docsFeature: Feature = {
  name: 'docs',
  install({ server, registry, config }) {
    const document = JSON.stringify(printOpenApi(registry, config.version))
    const page = (reply: FastifyReply, type: string, body: string | Buffer) => reply.type(type).send(body)

    for (const path of ['/api/openapi.json', '/api/v1/openapi.json'])
      server.get(path, (_, reply) => page(reply, 'application/json; charset=utf-8', document))
    server.get('/api/docs', (_, reply) => page(reply, 'text/html; charset=utf-8', docsPage))
    server.get('/api/docs/start.js', (_, reply) => page(reply, 'text/javascript; charset=utf-8', docsScript))
    server.get('/api/docs/problems', (_, reply) => page(reply, 'text/html; charset=utf-8', problemsPage(problems)))
    for (const [name, type] of Object.entries(assets)) {
      const bytes = readFileSync(fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`)))
      server.get(`/api/docs/${name}`, (_, reply) =>
        page(reply.header('cache-control', 'public, max-age=86400'), type, bytes),
      )
    }
  },
}
