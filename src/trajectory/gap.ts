import * as z from 'zod'
import { entryBase } from './entry-base.ts'

export const gapReasons = [
  'forbidden-page',
  'no-permission',
  'script-failed',
  'frame-failed',
  'invalid-entry',
  'oversized-entry',
  'document-lost',
  'screenshot-failed',
  'interrupted',
  'tab-crashed',
  'pause',
  'quota',
  'storage-lost',
  'load-shed',
  'agent-malformed',
  'agent-oversized',
  'agent-flood',
  'agent-out-of-order',
  'agent-forged',
  'agent-refused',
] as const

/** What was not recorded, and why. */
export const GapSchema = z.strictObject({
  ...entryBase,
  kind: z.literal('gap'),
  reason: z.enum(gapReasons),
  /** In plain words, for a person. */
  detail: z.string(),
  url: z.string().nullable(),
  /** How many things of one kind are missing, where one gap stands for many. */
  count: z.int().positive().optional(),
  /** When recording went on; only of a gap that lasted. */
  endAtMs: z.number().optional(),
})

export type Gap = z.infer<typeof GapSchema>
export type GapReason = Gap['reason']
