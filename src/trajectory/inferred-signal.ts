import * as z from 'zod'
import { EntryIdSchema } from './entry-base.ts'

/** What rules find in a log. The first nine are reactions a person can give in words as well. */
export const inferredTypes = [
  'accept',
  'reject',
  'refine',
  'cancel',
  're-ask',
  'scold',
  'takeover',
  'hand-back',
  'undo',
  'wrong-turn',
  'hesitation',
  'correction',
  'dead-click',
  'rage-click',
  'loop',
  'stall',
  'abandonment',
  'reward-hack',
] as const

/**
 * A signal that a rule found in header and log. Derived like steps and never stored as truth: whoever reads a log with
 * a later version of the rule may find something else.
 */
export const InferredSignalSchema = z.strictObject({
  type: z.enum(inferredTypes),
  /** Rule and version, for example `reject@1`. */
  by: z.string(),
  /** When it became plain. */
  atMs: z.number(),
  /** The entry it is about. */
  targetId: EntryIdSchema,
  /** The step that entry belongs to; null when it belongs to none. */
  stepIndex: z.int().positive().nullable(),
  confidence: z.number().min(0).max(1),
  /** The entries it rests on, in time order. */
  evidence: z.array(EntryIdSchema).min(1),
  /** Why, in a few words for a person. */
  text: z.string(),
  /** Only of `loop`: how many steps repeat, and how often they were done. */
  loop: z.strictObject({ period: z.int().positive(), count: z.int().min(2) }).optional(),
})

export type InferredSignal = z.infer<typeof InferredSignalSchema>
export type InferredType = InferredSignal['type']
