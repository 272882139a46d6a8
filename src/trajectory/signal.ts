import * as z from 'zod'
import { EntryIdSchema, entryBase } from './entry-base.ts'

export const signalTypes = [
  'accept',
  'reject',
  'refine',
  'cancel',
  're-ask',
  'scold',
  'takeover',
  'hand-back',
  'undo',
  'hint',
  'rating',
  'note',
] as const

/** How a person reacted, as it was said. What rules find is an `InferredSignal` and is derived, never stored. */
export const SignalSchema = z.strictObject({
  ...entryBase,
  kind: z.literal('signal'),
  type: z.enum(signalTypes),
  /** The entry it is about; null when it is about the whole attempt. */
  targetId: EntryIdSchema.nullable(),
  text: z.string().nullable(),
  /** For `rating`: 0 to 1. */
  score: z.number().min(0).max(1).nullable(),
  /** `explicit`, or the id and version of the rule that inferred it. */
  by: z.string(),
  confidence: z.number().min(0).max(1),
})

export type Signal = z.infer<typeof SignalSchema>
export type SignalType = Signal['type']
