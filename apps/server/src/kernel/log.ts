import { pino, type Logger } from 'pino'

export type Log = Logger

const hidden = ['secret', 'key', 'token', 'password', 'authorization', 'cookie', 'previousSecret']

/** Structured logs on standard output; fields that carry secrets are blanked wherever they appear one level down. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: [...hidden, ...hidden.map((name) => `*.${name}`)], censor: '[hidden]' },
  })
}
