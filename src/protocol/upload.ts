import type * as z from 'zod'
import { bundleMediaType } from '#trajectory/bundle/layout.ts'
import type { Problem } from '#trajectory/bundle/problem.ts'
import { AddressError, toCollectorAddress } from './address.ts'
import { ErrorSchema, ReceiptSchema, paths, type ErrorCode, type Receipt } from './contract.ts'

/** What became of an upload. `retryable` says whether the same upload may succeed later without a person's help. */
export type UploadResult =
  | { outcome: 'stored' | 'already-stored'; receipt: Receipt }
  | {
      outcome: 'rejected'
      code: ErrorCode | 'bad-address' | 'redirected'
      message: string
      problems: Problem[]
      retryable: false
    }
  | { outcome: 'unreachable'; message: string; retryable: true }

export interface UploadOptions {
  /** Address of the collector as a person typed it. */
  url: string
  token: string
  bundle: Blob
  /** Lower-case hex SHA-256 of the bundle. */
  sha256: string
  /** Stands in for the global `fetch`. */
  fetch?: typeof globalThis.fetch
  signal?: AbortSignal
  /** For the whole upload. */
  timeoutMs?: number
}

/** Time for the whole upload: 256 MiB over 5 Mbit/s take seven minutes, and the collector checks the bundle after that. */
const defaultTimeoutMs = 15 * 60_000

/**
 * Sends a bundle to a collector. Never throws; sending the same bundle again is harmless. Success is reported only
 * when the collector confirms this very bundle, so that a captive portal's friendly page does not count as stored.
 */
export async function uploadBundle(options: UploadOptions): Promise<UploadResult> {
  const { bundle, sha256, token, signal, timeoutMs = defaultTimeoutMs, fetch: send = globalThis.fetch } = options
  let address: string
  try {
    address = toCollectorAddress(options.url)
  } catch (error) {
    if (!(error instanceof AddressError)) throw error
    return rejected('bad-address', error.message)
  }
  if (!/^[\x21-\x7e]+$/.test(token))
    return rejected('unauthorized', 'the token is empty or has characters no token has; copy it again')

  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await send(address + paths.bundle(sha256), {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': bundleMediaType },
      body: bundle,
      // Following a redirect would hand the bundle to an address nobody typed.
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    return readAnswer(response.status, response.type, await response.text(), sha256)
  } catch (error) {
    if (timeout.aborted) return unreachable(`the collector did not answer within ${Math.round(timeoutMs / 1000)} s`)
    return unreachable(`the collector cannot be reached: ${causeOf(error)}`)
  }
}

/** Answers that say "not now" although they are of the 4xx kind; proxies in front of a collector give them. */
const temporaryStatuses = [408, 425, 429]

function readAnswer(status: number, type: ResponseType, text: string, sha256: string): UploadResult {
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    return rejected('redirected', 'the collector redirects elsewhere; enter the address it redirects to')
  }
  if (status >= 200 && status < 300) {
    const receipt = parse(ReceiptSchema, text)
    if (receipt?.sha256 === sha256) return { outcome: receipt.status, receipt }
    return unreachable('the address answers, but not as a Cairn collector; nothing counts as stored')
  }
  const failure = parse(ErrorSchema, text)?.error
  const message = failure?.message ?? `the collector answered with HTTP status ${status}`
  if (status >= 500 || status < 200 || temporaryStatuses.includes(status)) return unreachable(message)
  return rejected(failure?.code ?? codeOf(status), message, failure?.problems)
}

function codeOf(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'unauthorized'
  if (status === 404) return 'not-found'
  return status === 413 ? 'too-large' : 'bad-request'
}

function parse<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function rejected(
  code: Extract<UploadResult, { outcome: 'rejected' }>['code'],
  message: string,
  problems: Problem[] = [],
): UploadResult {
  return { outcome: 'rejected', code, message, problems, retryable: false }
}

function unreachable(message: string): UploadResult {
  return { outcome: 'unreachable', message, retryable: true }
}

/** Node wraps what happened ("ECONNREFUSED") as the cause of a "fetch failed". */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
