import * as z from 'zod'
import { entryBase } from './entry-base.ts'

export const outcomeFields = {
  success: z.union([z.boolean(), z.literal('partly')]),
  /** 0 to 1, when the judge gave one. */
  score: z.number().min(0).max(1).nullable(),
  by: z.enum(['human', 'agent', 'validator']),
  text: z.string().nullable(),
}

/** Success of the whole attempt, and who says so. Several judges stand side by side. */
export const OutcomeSchema = z.strictObject({ ...entryBase, kind: z.literal('outcome'), ...outcomeFields })

/** The same judgement as the header repeats it. */
export const OutcomeSummarySchema = z.strictObject(outcomeFields)

export type OutcomeSummary = z.infer<typeof OutcomeSummarySchema>
