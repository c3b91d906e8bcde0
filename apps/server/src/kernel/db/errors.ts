import { ProblemError } from '../problem.ts'

const passingCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '57014',
  '55P03',
  '25P03',
  '25006',
  '53100',
  '53200',
  '58030',
])
const connectionText =
  /Connection terminated|timeout exceeded when trying to connect|not queryable|read timeout|Client has encountered a connection error|Cannot use a pool after/

const codeOf = (error: unknown) => (error as { code?: string } | undefined)?.code ?? ''

/** The database cannot be reached, is starting, stopping or too busy, or cannot write for now: nothing is wrong with the request. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  return (
    passingCodes.has(code) || code.startsWith('08') || (error instanceof Error && connectionText.test(error.message))
  )
}

/** Serialization failures and deadlocks: the same transaction may well succeed when run again. */
export const isRetriable = (error: unknown) => ['40001', '40P01'].includes(codeOf(error))

export const isDuplicate = (error: unknown) => codeOf(error) === '23505'

/** A row's day has no partition yet. */
export const lacksPartition = (error: unknown) =>
  codeOf(error) === '23514' && /no partition of relation/.test((error as Error).message)

/** Turns what the database says into a refusal a caller can act on; leaves bugs as they are. */
export function asProblem(error: unknown): unknown {
  if (error instanceof ProblemError) return error
  const code = codeOf(error)
  if (code === '53100' || code === 'ENOSPC')
    return new ProblemError('server.disk_full', { cause: error, retryAfter: 30 })
  if (isUnavailable(error) || isRetriable(error))
    return new ProblemError('server.unavailable', { cause: error, retryAfter: 1 })
  if (code.startsWith('22'))
    return new ProblemError('request.invalid', {
      cause: error,
      issues: [{ path: '', message: 'A value does not fit its field; check lengths, numbers and characters.' }],
    })
  return error
}
