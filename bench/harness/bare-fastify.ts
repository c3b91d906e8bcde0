import Fastify from 'fastify'

// The reference for ingest: the same framework, one route, JSON parsed and answered, nothing kept.
const server = Fastify()
server.post('/', (request) => request.body)
process.stdout.write(`${await server.listen({ port: 0, host: '127.0.0.1' })}\n`)
