import { problems, type Issue, type Problem, type ProblemCode } from '@pulse/contract'

export interface ProblemDetails {
  issues?: Issue[]
  /** Seconds until a retry makes sense. */
  retryAfter?: number
  cause?: unknown
}

/** A refusal the caller may read; anything else that is thrown is a bug and answers 500. */
export class ProblemError extends Error {
  override name = 'ProblemError'
  code: ProblemCode
  status: number
  issues: Issue[] | undefined
  retryAfter: number | undefined

  constructor(code: ProblemCode, { issues, retryAfter, cause }: ProblemDetails = {}) {
    super(problems[code][1], { cause })
    this.code = code
    this.status = problems[code][0]
    this.issues = issues
    this.retryAfter = retryAfter
  }
}

/** Refuses the request: `row ?? fail('webhook.not_found')`. */
export function fail(code: ProblemCode, details?: ProblemDetails): never {
  throw new ProblemError(code, details)
}

/** The one error body. */
export function problemBody({ code, status, issues, retryAfter }: ProblemError, requestId: string): Problem {
  const message = problems[code][1]
  return {
    success: false,
    error: message,
    code,
    message,
    statusCode: status,
    requestId,
    ...(issues && { issues }),
    ...(retryAfter !== undefined && { retryAfter }),
    docs: `/api/docs/problems#${code}`,
  }
}
