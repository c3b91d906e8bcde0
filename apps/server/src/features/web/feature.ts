import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import type { Feature } from '#kernel/feature'
import { fail } from '#kernel/problem'

const built = join(import.meta.dirname, '../../../../web/dist')

/** The app runs under this: nothing from other hosts, no code made at run time; styles are set on elements by the components. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The web app: its files, and for every other address of a page the same document, which finds the page itself. */
export const webFeature: Feature = {
  name: 'web',
  install({ server, log }) {
    if (!existsSync(join(built, 'index.html'))) {
      log.warn('The web app is not built: npm start builds it.')
      return
    }
    void server.register(fastifyStatic, {
      root: built,
      wildcard: false,
      preCompressed: true,
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        // Built files carry their content in their name.
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
        reply.header('x-content-type-options', 'nosniff')
      },
    })
    server.get<{ Params: { '*': string } }>('/*', (request, reply) =>
      isPage(request.params['*']) ? sendApp(reply) : fail('request.route_unknown'),
    )
  },
}

/** What is neither of the API nor a file: files lie under assets or, with an ending, at the root. */
const isPage = (path: string) => !/^(?:(?:api|health|assets)(?:\/|$)|[^/]+\.\w+$)/.test(path)

const sendApp = (reply: FastifyReply) =>
  reply
    .header('content-security-policy', policy)
    .header('referrer-policy', 'no-referrer')
    .header('x-frame-options', 'DENY')
    .sendFile('index.html')
