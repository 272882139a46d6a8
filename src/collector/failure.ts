import type { Problem } from '#trajectory/bundle/problem.ts'
import { errorStatus, type ErrorBody, type ErrorCode } from '#protocol/contract.ts'

/** A request that cannot be served; its message goes to the client as it stands. */
export class Failure extends Error {
  override name = 'Failure'
  readonly code: ErrorCode
  readonly problems: Problem[] | undefined

  constructor(code: ErrorCode, message: string, problems?: Problem[]) {
    super(message)
    this.code = code
    this.problems = problems
  }

  get status(): (typeof errorStatus)[ErrorCode] {
    return errorStatus[this.code]
  }

  get body(): ErrorBody {
    return { error: { code: this.code, message: this.message, ...(this.problems ? { problems: this.problems } : {}) } }
  }
}

/** Turns whatever was thrown into a failure; what the client need not know stays out of the message. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new Failure('storage-full', "the collector's disk is full; make room there and try again")
  }
  return new Failure('internal', 'the collector failed; its log says more')
}
