// The wire contract with a collector: shapes of requests and answers. Both ends import it; it does nothing itself.
import * as z from 'zod'
import { ProblemSchema } from '#trajectory/bundle/problem.ts'
import { HeaderSchema } from '#trajectory/header.ts'

/** Name every collector answers with, so that a wrong address is noticed. */
export const collectorName = 'cairn-collector'

/** Lower-case hex SHA-256 of a whole bundle: its name on the collector and the key that makes uploads idempotent. */
export const Sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 lower-case hex digits')

/** Paths below the collector's address. */
export const paths = {
  health: '/v1/health',
  bundles: '/v1/bundles',
  bundle: (sha256: string) => `/v1/bundles/${sha256}`,
} as const

/** `GET /v1/health`, the only request that needs no token. */
export const HealthSchema = z.object({ ok: z.literal(true), name: z.literal(collectorName), version: z.string() })

/** `PUT /v1/bundles/{sha256}`: 201 stored, 200 already stored. */
export const ReceiptSchema = z.object({
  /** Of the trajectory, as its header says. */
  id: HeaderSchema.shape.id,
  sha256: Sha256Schema,
  bytes: z.int().nonnegative(),
  status: z.enum(['stored', 'already-stored']),
})

/** One bundle on the collector. */
export const BundleRowSchema = z.object({
  sha256: Sha256Schema,
  id: HeaderSchema.shape.id,
  instruction: z.string(),
  status: HeaderSchema.shape.status,
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  /** By anybody. */
  actions: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  receivedAtMs: z.number(),
})

/** `GET /v1/bundles`, oldest first. */
export const BundleListSchema = z.object({ bundles: z.array(BundleRowSchema) })

/** HTTP status by error code: the closed set of what can go wrong. */
export const errorStatus = {
  'bad-request': 400,
  unauthorized: 401,
  'not-found': 404,
  timeout: 408,
  'too-large': 413,
  'hash-mismatch': 422,
  'invalid-bundle': 422,
  internal: 500,
  'storage-full': 507,
} as const

export type ErrorCode = keyof typeof errorStatus

/** Body of every answer that is not a success. */
export const ErrorSchema = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]),
    /** In plain words, with what to do about it. */
    message: z.string(),
    /** With `invalid-bundle`: what the validator found. */
    problems: z.array(ProblemSchema).optional(),
  }),
})

export type Health = z.infer<typeof HealthSchema>
export type Receipt = z.infer<typeof ReceiptSchema>
export type BundleRow = z.infer<typeof BundleRowSchema>
export type BundleList = z.infer<typeof BundleListSchema>
export type ErrorBody = z.infer<typeof ErrorSchema>
