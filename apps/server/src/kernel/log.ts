import { pino, type DestinationStream, type Logger } from 'pino'

import pretty from 'pino-pretty'

export type Log = Logger

const hidden = ['secret', 'key', 'token', 'password', 'authorization', 'cookie', 'previousSecret']

/** Structured logs on standard output, readable on a terminal; fields that carry secrets are blanked, also one level down. */
export function createLog(level: string, destination: DestinationStream | undefined = terminal()): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: [...hidden, ...hidden.map((name) => `*.${name}`)], censor: '[hidden]' },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** On a terminal a person reads along. */
function terminal(): DestinationStream | undefined {
  return process.stdout.isTTY ? pretty({ colorize: true, ignore: 'time', singleLine: true }) : undefined
}
